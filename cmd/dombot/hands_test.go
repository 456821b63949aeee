package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"dombot/internal/simulator/browser"
)

// visitor is somebody at the chat page. Its hand reaches for what it aims at.
type visitor struct {
	*browser.Tab
	t    testing.TB
	name string // of the pictures
	hand func(v visitor, selector string)
}

// mouse clicks, and touches on a phone.
func mouse(v visitor, selector string) { v.Click(selector) }

// keyboard walks with Tab and Shift+Tab until the focus is where it aims, and strikes Enter there. What it
// passes must show that it has the focus.
func keyboard(v visitor, selector string) {
	v.t.Helper()
	v.Wait(fmt.Sprintf(`document.querySelector(%q)`, selector))
	const most = 80
	for range most {
		switch at := browser.Eval[string](v.Tab, fmt.Sprintf(aim, selector)); at {
		case "here":
			v.Press(kb.Enter)
			return
		case "ahead":
			v.Press(kb.Tab)
		case "behind":
			v.Press(kb.Tab, chromedp.ModifierShift)
		default:
			v.t.Fatalf("on the way to %s: %s", selector, at)
		}
	}
	v.t.Fatalf("Tab does not reach %s", selector)
}

// aim tells where an element lies, seen from the focus.
const aim = `(() => {
	const at = document.activeElement, to = document.querySelector(%q);
	if (at === to) return "here";
	const shown = at === document.body || getComputedStyle(at).outlineStyle !== "none" ||
		at.matches(":not(:focus-visible)") || at.closest("form.composer");
	if (!shown) return "no outline at " + (at.id || at.className);
	return at.compareDocumentPosition(to) & Node.DOCUMENT_POSITION_FOLLOWING ? "ahead" : "behind";
})()`

// key presses the newest inline button whose label begins so.
func (v visitor) key(label string) {
	v.t.Helper()
	v.Wait(fmt.Sprintf(`(() => {
		document.querySelectorAll("[data-aim]").forEach((e) => e.removeAttribute("data-aim"));
		const words = (e) => e.innerText.trim(), label = %q;
		const said = [...document.querySelectorAll("article.msg")];
		const mine = said.findLastIndex((e) => !e.classList.contains("bot"));
		const keys = said.slice(mine + 1).flatMap((e) => [...e.querySelectorAll(".key")]);
		const found = keys.findLast((e) => words(e) === label) ?? keys.findLast((e) => words(e).startsWith(label));
		found?.setAttribute("data-aim", "");
		return Boolean(found);
	})()`, label))
	v.hand(v, "[data-aim]")
}

// say types a text and sends it.
func (v visitor) say(text string) {
	v.t.Helper()
	if !browser.Eval[bool](v.Tab, `document.activeElement.id === "text"`) {
		v.reach("#text")
	}
	v.Type(text)
	v.Press(kb.Enter)
	v.Wait(fmt.Sprintf(`[...document.querySelectorAll("article.msg:not(.bot)")].at(-1)?.innerText.includes(%q)`, text))
}

// reach puts the focus into a field. Enter in an empty one sends nothing.
func (v visitor) reach(selector string) {
	v.t.Helper()
	v.hand(v, selector)
}

// reads waits until a message of the bot holds the text.
func (v visitor) reads(text string) {
	v.t.Helper()
	v.See("article.bot .text", text)
}

// look takes a picture of a screen and holds it to the rules of accessibility.
func (v visitor) look(screen string) {
	v.t.Helper()
	v.Shot(v.name + "-" + screen)
	v.Audit(screen)
}

// roundOfFocus walks the whole page with Tab and returns what is wrong with the way: what shows no focus, what
// cannot be reached, what comes against the order in which the page reads.
func (v visitor) roundOfFocus() []string {
	v.t.Helper()
	browser.Eval[bool](v.Tab, `document.getElementById("skip").focus({ focusVisible: true }) ?? true`)
	var faults, way []string
	for range 200 {
		at := browser.Eval[string](v.Tab, focused)
		if at == "" || len(way) > 0 && at == way[0] {
			break
		}
		if strings.HasPrefix(at, "!") {
			faults = append(faults, at[1:])
		}
		way = append(way, at)
		v.Press(kb.Tab)
	}
	missed := browser.Eval[[]string](v.Tab, unvisited)
	return append(faults, missed...)
}

// focused names the element that has the focus and marks it; "!" before what is wrong with it.
const focused = `(() => {
	const at = document.activeElement;
	if (at === document.body) return "";
	const name = (at.id || at.className || at.tagName) + " " + (at.getAttribute("aria-label") ?? at.innerText ?? "").slice(0, 20);
	const before = [...document.querySelectorAll("[data-focused]")];
	const against = before.some((e) => at.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
	if (at.hasAttribute("data-focused")) return "";
	at.setAttribute("data-focused", "");
	const style = getComputedStyle(at), box = at.getBoundingClientRect();
	if (against) return "!against the order: " + name;
	if (style.outlineStyle === "none" && !at.matches("textarea, input")) return "!no outline: " + name;
	if (!box.width || !box.height) return "!focus on nothing visible: " + name;
	return name;
})()`

// unvisited lists what can be operated and was not reached.
const unvisited = `(() => {
	const all = [...document.querySelectorAll("button, a[href], input, textarea, select")];
	const missed = all.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled &&
		!e.hasAttribute("data-focused") && e.tabIndex >= 0);
	document.querySelectorAll("[data-focused]").forEach((e) => e.removeAttribute("data-focused"));
	return missed.map((e) => "never reached: " + (e.id || e.className) + " " + e.innerText.slice(0, 20));
})()`
