package scheduler

import (
	"strconv"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// poll is a question to a group with what was answered so far, or what came of it.
func poll(p housing.Poll, t dialogs.Texter, now time.Time) dialogs.Screen {
	if p.Result {
		return dialogs.Screen{Text: texts.Join("\n\n", t.T("chat.poll_result"), texts.Poll(t.T, p, now))}
	}
	s := dialogs.Screen{Text: texts.Join("\n\n", t.T("chat.poll"), texts.Poll(t.T, p, now))}
	if p.Closed {
		return s
	}
	for i, answer := range p.Answers {
		word := texts.PollWord + " " + strconv.FormatInt(int64(p.ID), 10) + " " + strconv.Itoa(i+1)
		s.Rows = append(s.Rows, []dialogs.Button{{Label: answer, Word: word}})
	}
	return s
}
