// Package browser drives a headless Chromium in tests that look at pages as people do.
//
// It finds the browser by PATH, opens tabs, clicks, types, waits and takes pictures. Every fault makes the
// test fail, so that a test reads as a list of deeds. It knows nothing of the pages it opens.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Patience is how long one deed may take before the test fails.
const Patience = 20 * time.Second

// A Tab is one tab of a browser. Its methods fail the test they were made for.
type Tab struct {
	t      testing.TB
	handle func() context.Context // of chromedp: the tab itself

	mu       sync.Mutex
	problems []string
}

// New starts a browser of its own with an empty profile and returns its first tab, 1280 by 800, light.
// Without Chromium the test is skipped, in CI (variable CI is set) it fails. Exceptions on the page and
// violations of its Content-Security-Policy fail the test when it ends.
func New(tb testing.TB) *Tab {
	tb.Helper()
	options := append(flags(executable(tb)), chromedp.Env("TMPDIR="+scratch(tb)))
	ctx, stop := chromedp.NewExecAllocator(tb.Context(), options...)
	tb.Cleanup(stop)
	return open(ctx, tb)
}

// Another opens one more tab in the same browser.
func (b *Tab) Another() *Tab {
	b.t.Helper()
	return open(b.handle(), b.t)
}

func executable(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		tb.Fatal("no chromium, chromium-browser or google-chrome in PATH")
	}
	tb.Skip("no chromium, chromium-browser or google-chrome in PATH: the page is not looked at")
	return ""
}

// scratch is a folder for what Chromium leaves behind.
func scratch(tb testing.TB) string {
	tb.Helper()
	folder, err := folder()
	if err != nil {
		tb.Fatalf("make a folder for the browser: %v", err)
	}
	tb.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			tb.Logf("remove the folder of the browser: %v", err)
		}
	})
	return folder
}

// folder is not one of a test: children of Chromium may outlive it by a moment,
// which is no fault of the test.
func folder() (string, error) { return os.MkdirTemp("", "dombot-browser-") }

func flags(path string) []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path),
		chromedp.Headless,
		chromedp.NoSandbox,
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-extensions", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("lang", "ru"),
		chromedp.Flag("accept-lang", "ru"),
		chromedp.Env("LANGUAGE=ru"),
		chromedp.WSURLReadTimeout(Patience),
	}
}

//nolint:contextcheck // the deeds of a tab are done in its own context
func open(parent context.Context, tb testing.TB, options ...chromedp.ContextOption) *Tab {
	tb.Helper()
	b := &Tab{t: tb}
	ctx, cancel := chromedp.NewContext(parent, append(options, chromedp.WithListener(b.note))...)
	tb.Cleanup(func() {
		cancel()
		b.report()
	})
	b.handle = func() context.Context { return ctx }

	if err := chromedp.Do(ctx); err != nil { // without a deadline, which would end the browser with it
		tb.Fatalf("start the browser: %v", err)
	}
	b.Do("listen to the log", chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, log.Enable, cdp.Empty{})
		return err
	}))
	b.Desktop()
	b.Light()
	return b
}

// note keeps what the page should not have done. Lost connections are no fault of a page.
func (b *Tab) note(ev any) {
	var problem string
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		problem = "exception: " + describe(e.ExceptionDetails)
	case *log.EventEntryAdded:
		if e.Entry.Source != log.EntrySourceSecurity && e.Entry.Source != log.EntrySourceJavascript {
			return
		}
		problem = fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
	default:
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.problems = append(b.problems, problem)
}

func describe(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}

func (b *Tab) report() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, problem := range b.problems {
		b.t.Errorf("the page: %s", problem)
	}
}
