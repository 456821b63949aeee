package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Do runs actions of chromedp; what names them in the fault.
func (b *Tab) Do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.handle(), Patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// Eval returns the value of a JavaScript expression; a promise is awaited.
func Eval[T any](b *Tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.handle(), Patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return value
}

// Open goes to an address and waits until the page is loaded.
func (b *Tab) Open(url string) {
	b.t.Helper()
	b.Do("open "+url, chromedp.Navigate(url))
}

// Wait returns once the JavaScript expression is true. It works under any Content-Security-Policy.
func (b *Tab) Wait(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.handle(), Patience)
	defer cancel()
	script := fmt.Sprintf(`new Promise((done) => {
		const look = () => ((%s) ? done(true) : setTimeout(look, 20));
		look();
	})`, expression)
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise)); err != nil {
		b.Shot("waiting")
		words := Eval[string](b, `document.body.innerText`)
		b.t.Fatalf("wait for %s: %v\nthe page reads: %s", expression, err, words)
	}
}

// See waits until an element shows the text.
func (b *Tab) See(selector, text string) {
	b.t.Helper()
	b.Wait(fmt.Sprintf(`[...document.querySelectorAll(%q)]
		.some((e) => e.checkVisibility() && e.innerText.includes(%q))`, selector, text))
}

// Click presses the first visible element of the CSS selector with the mouse.
func (b *Tab) Click(selector string) {
	b.t.Helper()
	b.Do("click "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Follow clicks like [Tab.Click] and waits until the page that this leads to is loaded.
func (b *Tab) Follow(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.handle(), Patience)
	defer cancel()
	click := chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)
	if _, err := chromedp.RunResponse(ctx, click); err != nil {
		b.t.Fatalf("follow %s: %v", selector, err)
	}
}

// Type enters text where the focus is.
func (b *Tab) Type(text string) {
	b.t.Helper()
	b.Do("type "+text, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.InsertText, input.InsertTextParams{Text: text})
		return err
	}))
}

// Press strikes keys (constants of the package kb, or letters) with modifiers held.
func (b *Tab) Press(keys string, held ...chromedp.Modifier) {
	b.t.Helper()
	b.Do("press "+strconv.Quote(keys), chromedp.KeyEvent(keys, chromedp.KeyModifiers(held...)))
}

// Size sets the inner size of the tab in CSS pixels.
func (b *Tab) Size(width, height int64) {
	b.t.Helper()
	b.Do("resize", chromedp.EmulateViewport(width, height))
}

// Desktop makes the tab 1280 by 800 with a mouse.
func (b *Tab) Desktop() {
	b.t.Helper()
	b.Size(1280, 800)
}

// Phone makes the tab 390 by 844 with a touch screen of double density.
func (b *Tab) Phone() {
	b.t.Helper()
	b.Do("become a phone", chromedp.EmulateViewport(390, 844,
		chromedp.EmulatePortrait, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2)))
}

// Light makes the page think that its reader prefers light colours.
func (b *Tab) Light() {
	b.t.Helper()
	b.scheme("light")
}

// Dark makes the page think that its reader prefers dark colours.
func (b *Tab) Dark() {
	b.t.Helper()
	b.scheme("dark")
}

func (b *Tab) scheme(value string) {
	b.t.Helper()
	b.Do("prefer "+value, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: value},
				{Name: "prefers-reduced-motion", Value: "reduce"},
			},
		})
		return err
	}))
}

// Shot writes a picture of the tab as name.png into the folder named by DOMBOT_SHOTS, or into a temporary
// one, and returns its path.
func (b *Tab) Shot(name string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.handle(), Patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("take picture %s: %v", name, err)
	}
	folder := os.Getenv("DOMBOT_SHOTS")
	if folder == "" {
		folder = b.t.TempDir()
	}
	path := filepath.Join(folder, name+".png")
	//nolint:gosec // the folder of whoever runs the test
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		b.t.Fatalf("write picture %s: %v", name, err)
	}
	return path
}
