package browser

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A Browser is one Chromium for all tests of a package: starting one takes longer
// than most tests. What pages keep, and their windows, are apart for each test.
type Browser struct {
	once   sync.Once
	handle func() context.Context // of chromedp: the first tab, which nobody looks at
	stop   func()
	err    error
}

// Main runs the tests of m and returns the exit code for os.Exit. use keeps the
// browser where the tests find it; it is started for the first test that wants it.
func Main(m *testing.M, use func(*Browser)) int {
	b := &Browser{stop: func() {}}
	use(b)
	defer func() { b.stop() }()
	return m.Run()
}

// New returns a tab as the function New does, in the shared browser.
func (b *Browser) New(tb testing.TB) *Tab {
	tb.Helper()
	path := executable(tb)
	b.once.Do(func() { b.start(path) })
	if b.err != nil {
		tb.Fatalf("start the browser: %v", b.err)
	}
	tab := open(b.handle(), tb, chromedp.WithNewBrowserContext())
	// Only one window of a browser has the focus: every tab shall think that it is this one.
	tab.Do("have the focus", chromedp.Func(func(ctx context.Context, at *chromedp.Target) error {
		focused := emulation.SetFocusEmulationEnabledParams{Enabled: true}
		_, err := cdp.Call(ctx, at, emulation.SetFocusEmulationEnabled, focused)
		return err
	}))
	return tab
}

func (b *Browser) start(path string) {
	dir, err := folder()
	if err != nil {
		b.err = err
		return
	}
	options := append(flags(path), chromedp.Env("TMPDIR="+dir))
	//nolint:forbidigo // one browser outlives the test that starts it
	alloc, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	b.handle = func() context.Context { return ctx }
	b.stop = func() {
		cancel()
		end()
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, "browser:", err)
		}
	}
	b.err = chromedp.Do(ctx)
}
