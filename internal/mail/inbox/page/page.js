// Looks for new letters every two seconds; what has not changed stays as it is.
const list = document.getElementById("letters");
let shown;
setInterval(async () => {
	if (document.hidden) return;
	try {
		const answer = await fetch(list.dataset.source);
		const fresh = await answer.text();
		if (!answer.ok || fresh === shown) return;
		list.innerHTML = fresh;
		shown = fresh;
	} catch {
		// the demo was stopped; it may come back
	}
}, 2000);
