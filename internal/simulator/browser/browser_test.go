package browser_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"dombot/internal/simulator/browser"
)

const stub = `<!doctype html><title>Проба</title><button onclick="n.textContent = 'нажата'">Кнопка</button>
	<a href="?there">дальше</a><p id="n"></p><input id="i" onkeydown="if (event.key === 'Enter') n.textContent = i.value">`

func serve(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(stub))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestTabClicksTypesAndSees(t *testing.T) {
	t.Parallel()
	tab := browser.New(t)
	tab.Open(serve(t))

	tab.Click("button")
	tab.See("#n", "нажата")
	tab.Click("#i")
	tab.Type("слово")
	tab.Press(kb.Enter)

	tab.See("#n", "слово")
}

func TestTabFollowsALinkToItsPage(t *testing.T) {
	t.Parallel()
	tab := browser.New(t)
	tab.Open(serve(t))

	tab.Follow("a")

	if got := browser.Eval[string](tab, `location.search + document.readyState`); got != "?therecomplete" {
		t.Errorf("the tab is at %s", got)
	}
}

func TestTabLooksLikePhoneInTheDark(t *testing.T) {
	t.Parallel()
	tab := browser.New(t)
	tab.Open(serve(t))
	other := tab.Another()
	other.Open(serve(t))

	other.Size(390, 844)
	other.Dark()

	const look = `innerWidth + " " + matchMedia("(prefers-color-scheme: dark)").matches`
	if got := browser.Eval[string](other, look); got != "390 true" {
		t.Errorf("the phone is %s", got)
	}
	if got := browser.Eval[string](tab, look); got != "1280 false" {
		t.Errorf("the other tab became %s", got)
	}
	picture, err := os.ReadFile(other.Shot("phone-in-the-dark"))
	if err != nil || http.DetectContentType(picture) != "image/png" {
		t.Errorf("the picture: %d bytes, %v", len(picture), err)
	}
}
