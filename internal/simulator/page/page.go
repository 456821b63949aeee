// Package page is the chat page of the simulator: a small messenger in plain HTML, CSS and JavaScript.
//
// The page speaks to the JSON API of the simulator under /api/ on its own origin. It needs no build step and
// loads nothing from elsewhere. The package knows neither who serves the files nor what the bot says.
//
// Hooks that tests may rely on:
//
//	#people a.person[data-person]        people, the open one with aria-current="page"
//	#log article.msg[data-id]            messages, .bot or .own; the words are in .text
//	article .key[data-row][data-col]     inline buttons, their words in .label
//	#text, #send, #replies button        the input, its button, the reply keyboard
//	#toast, #alert                       answers to taps
//	#clock-now, #clock-hour, #clock-day, #clock-date, #clock-go
//	#lost                                the note that the connection is lost
package page

import (
	"embed"
	"io/fs"
)

//go:embed assets
var assets embed.FS

// Assets is the tree of files to serve at the root of the site; index.html opens the page.
func Assets() fs.FS {
	sub, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // the folder is compiled in: only its name in this file can be wrong
	}
	return sub
}

// Policy is the Content-Security-Policy that the page is written for.
const Policy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; " +
	"form-action 'self'; frame-ancestors 'none'"
