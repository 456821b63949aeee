package simulator

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

const (
	minOpen       = 5 * time.Second
	maxOpen       = 2_628_000 * time.Second
	maxLineFeeds  = 2 // in the explanation of a quiz
	pollIsClosed  = "poll has already been closed"
	wrongAnswerID = "wrong correct option ID specified"
)

func (s *Server) sendPoll(_ context.Context, c *call) (any, error) {
	p, err := readPoll(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	now := s.clock.Now()
	p.ID = s.newID("5310")
	s.mu.Unlock()
	if err := p.setEnd(c, now); err != nil {
		return nil, err
	}
	return s.send(c, &Message{Poll: p})
}

// readPoll decodes a poll and checks what the types do not say.
func readPoll(c *call) (*Poll, error) {
	p := &Poll{
		Question: strings.TrimSpace(c.text("question")), Anonymous: c.flagOr("is_anonymous", true),
		Multiple: c.flag("allows_multiple_answers"), Quiz: c.text("type") == "quiz",
		Hidden: c.flag("hide_results_until_closes"), Closed: c.flag("is_closed"),
	}
	p.Revoting = c.flagOr("allows_revoting", !p.Quiz)
	if kind := c.text("type"); kind != "" && kind != "quiz" && kind != "regular" {
		return nil, badCall("unsupported poll type specified")
	}
	if p.Question == "" {
		return nil, badCall("poll question must be non-empty")
	}
	var err error
	p.Description, _, err = parseMarkup(c.text("description"), c.text("description_parse_mode"))
	if err != nil {
		return nil, err
	}
	if err := p.readOptions(c); err != nil {
		return nil, err
	}
	err = p.readQuiz(c)
	return p, err
}

// pollAnswer is an answer of a poll to be sent; old clients write only its text.
type pollAnswer struct {
	Text string `json:"text"`
}

// UnmarshalJSON also reads a mere text.
func (a *pollAnswer) UnmarshalJSON(data []byte) error {
	type plain pollAnswer
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &a.Text) //nolint:wrapcheck // the caller words the refusal
	}
	return json.Unmarshal(data, (*plain)(a)) //nolint:wrapcheck // the caller words the refusal
}

func (p *Poll) readOptions(c *call) error {
	var answers []pollAnswer
	if err := c.object("options", &answers); err != nil {
		return err
	}
	for _, a := range answers {
		text := strings.TrimSpace(a.Text)
		if text == "" {
			return badCall("poll options must be non-empty")
		}
		p.Options = append(p.Options, PollOption{Text: text})
	}
	return nil
}

// readQuiz decodes what only a quiz has.
func (p *Poll) readQuiz(c *call) error {
	if !p.Quiz {
		return nil
	}
	if err := c.object("correct_option_ids", &p.Correct); err != nil {
		return err
	}
	if c.text("correct_option_id") != "" { // the older name, for a single answer
		p.Correct = []int{c.integer("correct_option_id")}
	}
	fits := func(i int) bool { return i >= 0 && i < len(p.Options) }
	switch {
	case len(p.Correct) == 0, !slices.IsSorted(p.Correct), len(slices.Compact(p.Correct)) != len(p.Correct),
		!fits(p.Correct[0]), !fits(p.Correct[len(p.Correct)-1]):
		return badCall(wrongAnswerID)
	}
	var err error
	p.Explanation, _, err = parseMarkup(c.text("explanation"), c.text("explanation_parse_mode"))
	if err == nil && strings.Count(p.Explanation, "\n") > maxLineFeeds {
		return badCall("explanation must have at most %d line feeds", maxLineFeeds)
	}
	return err
}

// setEnd reads when the poll closes by itself.
func (p *Poll) setEnd(c *call, now time.Time) error {
	period, date := c.integer("open_period"), c.integer("close_date")
	switch {
	case period > 0 && date > 0:
		return badCall("open_period and close_date can't be used together")
	case period > 0:
		p.OpenPeriod, p.ClosesAt = period, now.Add(time.Duration(period)*time.Second)
	case date > 0:
		p.ClosesAt = time.Unix(int64(date), 0).In(now.Location())
		if left := p.ClosesAt.Sub(now.Truncate(time.Second)); left < minOpen || left > maxOpen {
			return badCall("close_date must be 5-2628000 seconds in the future")
		}
	}
	return nil
}

func (s *Server) stopPoll(_ context.Context, c *call) (any, error) {
	mk, err := readMarkup(c.text("reply_markup"))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.reachable(c)
	if err != nil {
		return nil, err
	}
	m := r.find(c.integer("message_id"))
	switch {
	case m == nil:
		return nil, bad("message with poll to stop not found")
	case m.Poll == nil:
		return nil, bad("message is not a poll")
	case !m.FromBot || m.Forwarded != nil:
		return nil, bad("poll can't be stopped")
	case m.Poll.Closed:
		return nil, bad(pollIsClosed)
	}
	m.Buttons, m.rawMarkup = mk.inline, mk.raw
	r.log(botCalled + " закрывает опрос: " + m.Poll.Question)
	s.closePoll(m.Poll)
	return m.Poll.wire(), nil
}
