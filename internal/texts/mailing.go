package texts

import (
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// MailingKeys are the keys of what can be done about a mailing: its label, the
// question, and what is said when it was done.
type MailingKeys struct{ Label, Ask, Yes, No, Done string }

// MailingOrders lists what can be done about a mailing as it is.
func MailingOrders(m housing.Mailing) (to []housing.MailingState) {
	if m.Over() {
		return nil
	}
	if m.State == housing.MailingPaused {
		return []housing.MailingState{housing.MailingGoing, housing.MailingCancelled}
	}
	if !m.Danger {
		to = append(to, housing.MailingPaused)
	}
	return append(to, housing.MailingCancelled)
}

// MailingOrder returns the keys of what can be done about a mailing.
func MailingOrder(to housing.MailingState) MailingKeys {
	switch to {
	case housing.MailingPaused:
		return MailingKeys{
			"mailing.pause", "mailing.pause_ask",
			"mailing.pause_yes", "mailing.pause_no", "mailing.pause_done",
		}
	case housing.MailingCancelled:
		return MailingKeys{
			"mailing.stop", "mailing.stop_ask",
			"mailing.stop_yes", "mailing.stop_no", "mailing.stop_done",
		}
	case housing.MailingGoing, housing.MailingDone, housing.MailingRecalled:
	}
	return MailingKeys{
		"mailing.resume", "mailing.resume_ask",
		"mailing.resume_yes", "mailing.resume_no", "mailing.resume_done",
	}
}

// Mailing tells how a mailing goes, or how it went.
func Mailing(t func(key string, args ...any) Text, m housing.Mailing) Text {
	args := []any{"Number", m.Number, "Sent", Count(m.Sent), "Total", Count(m.Total)}
	var text Text
	switch {
	case m.State == housing.MailingRecalled:
		return Join("\n", t("mailing.recalled", args...), Recalled(t, m.Recalled))
	case m.Over() && m.State == housing.MailingCancelled:
		text = t("mailing.stopped", args...)
	case m.Over():
		text = t("mailing.ended", args...)
	case m.State == housing.MailingPaused:
		text = t("mailing.paused", args...)
	default:
		left := ""
		if m.Waiting > m.Later {
			left = Left(m.Left())
		}
		text = t("mailing.going", append(args, "Left", left)...)
	}
	return Join("\n", text, MailingCounts(t, m))
}

// MailingCounts tells of those who were not written to as usual.
func MailingCounts(t func(key string, args ...any) Text, m housing.Mailing) Text {
	var text Text
	for _, c := range []struct {
		key string
		n   int
	}{
		{"mailing.silent", m.Silent},
		{"mailing.later", m.Later},
		{"mailing.unreachable", m.Unreachable},
		{"mailing.failed", m.Failed},
		{"mailing.cancelled", m.Cancelled},
	} {
		if c.n > 0 {
			text = Join(" ", text, t(c.key, "Count", Count(c.n)))
		}
	}
	return text
}

// Recalled is «Удалено 81, исправлено 3, не удалось 2.», and what else became of
// what was taken back.
func Recalled(t func(key string, args ...any) Text, r housing.Recalled) Text {
	text := t("outage.recall_counts", "Deleted", Count(r.Deleted), "Rewritten", Count(r.Rewritten),
		"Failed", Count(r.Failed))
	if r.Cancelled > 0 {
		text = Join(" ", text, t("mailing.cancelled", "Count", Count(r.Cancelled)))
	}
	if r.Waiting > 0 {
		text = Join(" ", text, t("outage.recall_left", "Count", Count(r.Waiting)))
	}
	return text
}

// Paused tells that reminders and news wait until a moment of a clock, and why.
func Paused(t func(key string, args ...any) Text, s housing.Suspension, clock *time.Location) Text {
	of := ""
	if s.Of > 0 {
		of = Count(s.Of)
	}
	return t("sending.paused", "Failed", Count(s.Failed), "Of", of, "Until", Clock(s.Until.In(clock)))
}

// Count returns «1 200».
func Count(n int) string { return Number(decimal.NewFromInt(int64(n))) }

// Left returns «32 с», or minutes where it is longer: never less than it is.
func Left(d time.Duration) string {
	if d < 90*time.Second {
		return strconv.Itoa(max(1, int((d+time.Second-1)/time.Second))) + nbsp + "с"
	}
	return Length((d + time.Minute - 1).Truncate(time.Minute))
}
