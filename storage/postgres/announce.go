package postgres

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
)

const lockEnded = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.id = $1
	FOR NO KEY UPDATE OF m` // whoever opens the box of votes refers to it meanwhile

// Announce tells the owners and the chats of the house what a meeting decided, once: on the word of who
// answers for
// it, or, with person 0, because the law does not let it wait any longer.
func (s *Protocols) Announce(
	ctx context.Context, o housing.Once, p housing.PersonID, id meeting.ID, now time.Time,
) error {
	_, err := once(ctx, s.Ballots.DB, confirmed{"announce results", o, now}, func(tx *Tx) (nothing, error) {
		may := p == 0
		if !may {
			if err := get(ctx, tx, &may, selectCollects, int64(p), int64(id)); err != nil {
				return nothing{}, err
			}
		}
		if !may {
			return nothing{}, refused("protocol.no_right")
		}
		return nothing{}, s.announce(ctx, tx, p, id, now)
	})
	if err != nil {
		return fmt.Errorf("announce results: %w", err)
	}
	return nil
}

func (s *Protocols) announce(ctx context.Context, tx *Tx, p housing.PersonID, id meeting.ID,
	now time.Time,
) error {
	var row meetingRow
	if err := get(ctx, tx, &row, lockEnded, int64(id)); err != nil {
		return meetingGone(err)
	}
	m := row.meeting()
	if now.Before(m.Ends.Add(sealAfter)) {
		return refused("protocol.too_early")
	}
	next, ok := m.State.Next(meeting.DoDraw)
	if !ok {
		return &housing.Error{Kind: housing.Conflict, Text: "error.meeting_moved"}
	}
	if err := fillQuestions(ctx, tx, &m); err != nil {
		return err
	}
	if err := s.Ballots.open(ctx, tx, m.Ballot(), now); err != nil {
		return err
	}
	c, err := countVotes(ctx, tx, id, now)
	if err != nil {
		return err
	}
	if _, err := run(ctx, tx, turnMeeting, int64(id), string(next), now); err != nil {
		return fmt.Errorf("turn meeting: %w", err)
	}
	if err := noteMeeting(ctx, tx, meetingNote{id, string(meeting.DoDraw), p, "", now}); err != nil {
		return err
	}
	more := resultArgs(c.Outcome)
	more["entries"], more["head"] = strconv.Itoa(len(c.Decisions)), c.Head
	more["broken"] = meeting.BrokenList(c.Broken)
	return meetingTelling{tx: tx, m: m, now: now, more: more}.everybody(ctx, "results")
}

// resultArgs are what a notice says of an outcome; percent has two places after a point.
func resultArgs(o ballot.Outcome) map[string]string {
	args := map[string]string{}
	for name, c := range map[string]*ballot.Count{"": o.All, "taps_": o.Taps, "paper_": o.Paper} {
		if c == nil || name == "paper_" && c.Holdings == 0 {
			continue // none was entered: that tells nothing of what was adopted
		}
		var adopted, refused []string
		for _, r := range c.Results {
			if r.Adopted {
				adopted = append(adopted, strconv.Itoa(r.Number))
			} else {
				refused = append(refused, strconv.Itoa(r.Number))
			}
		}
		args[name+"percent"] = "0"
		if c.All.Sign() > 0 {
			part := new(big.Rat).Quo(c.Present, c.All)
			args[name+"percent"] = part.Mul(part, big.NewRat(100, 1)).FloatString(2)
		}
		args[name+"quorum"] = strconv.FormatBool(c.Quorum)
		args[name+"adopted"], args[name+"refused"] = strings.Join(adopted, ", "), strings.Join(refused, ", ")
	}
	return args
}

const selectUnannounced = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.state = 'ended' AND m.ends_at <= $1 AND m.id > $2
	ORDER BY m.id
	LIMIT $3`

// unhurried is how long after the end the results wait for the word of the administrator at least.
const unhurried = 24 * time.Hour

// remindAnnounce is how many days before the last one the author is reminded.
const remindAnnounce = 4

// AnnounceDue announces the results that nobody has announced by the morning before the last day of the law's
// term,
// of which it reminds the author in time. What cannot be counted keeps no other meeting waiting.
func (s *Protocols) AnnounceDue(ctx context.Context, now time.Time) error {
	return s.Ballots.eachMeeting(ctx, selectUnannounced, now.Add(-unhurried), func(m meeting.Meeting) error {
		by, _ := m.AnnounceBy()
		today := m.Today(now)
		if today.Before(by.Add(-remindAnnounce)) || housing.DefaultQuiet().Holds(now.In(m.Location())) {
			return nil
		}
		if today.Before(by.Add(-1)) {
			return s.remindToAnnounce(ctx, m, now)
		}
		err := s.Announce(ctx, housing.Once(fmt.Sprintf("announce/%d", m.ID)), 0, m.ID, now)
		if housing.KindOf(err) == housing.Conflict {
			return nil
		}
		return err
	})
}

// remindToAnnounce tells the author, once, until when the results are to be announced.
func (s *Protocols) remindToAnnounce(ctx context.Context, m meeting.Meeting, now time.Time) error {
	by, act := m.AnnounceBy()
	return s.Ballots.DB.inTx(ctx, func(tx *Tx) error {
		more := map[string]string{"due": by.String(), "act": act}
		return meetingTelling{tx: tx, m: m, now: now, more: more}.author(ctx, "unannounced")
	})
}
