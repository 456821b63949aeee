package housing

import "time"

// Wishes are what a person wants to hear of by themselves, and when.
type Wishes struct {
	Planned     PlannedWish `json:"planned"`
	Digest      int         `json:"digest"` // hour of the day before; of WishDigest
	Ahead       int         `json:"ahead"`  // hours before the beginning; of WishAhead
	Emergencies bool        `json:"emergencies"`
	HotWater    bool        `json:"hot_water"` // the yearly prevention
	Charges     bool        `json:"charges"`
	Reminders   bool        `json:"reminders"`
	Quiet       Quiet       `json:"quiet"`
	ChatEnough  bool        `json:"chat_enough"` // no copy of what a house chat is told
	Zone        string      `json:"zone"`        // that the person lives by; empty: that of the house
}

// PlannedWish tells when a person hears of planned outages.
type PlannedWish string

// The wishes about planned outages.
const (
	WishOff    PlannedWish = "off"
	WishDigest PlannedWish = "digest" // the day before, all in one message
	WishAhead  PlannedWish = "ahead"  // some hours before each
)

// The bounds of what can be wished, and what holds where nothing was.
const (
	digestHour = 18
	aheadHours = 2
	AheadMost  = 48
)

// DefaultWishes are those of who never said anything.
func DefaultWishes() Wishes {
	return Wishes{
		Planned: WishDigest, Digest: digestHour, Ahead: aheadHours, Emergencies: true, HotWater: true,
		Charges: true, Reminders: true, Quiet: DefaultQuiet(),
	}
}

// Hears reports whether a person is told of an outage in person; chat: a house
// chat is told of it anyway. Danger is told always.
func (w Wishes) Hears(o Outage, chat bool) bool {
	switch {
	case o.Danger:
		return true
	case chat && w.ChatEnough:
		return false
	case o.Kind == OutagePlanned:
		return w.Planned != WishOff
	case o.Kind == OutagePrevention:
		return w.HotWater
	}
	return w.Emergencies
}

// Horizon is the moment before which a planned outage has to begin to be told
// by now, on the clock of the reader. From the hour of the digest that is all of
// tomorrow; what was missed while nothing ran is before it too.
func (w Wishes) Horizon(local time.Time) time.Time {
	switch w.Planned {
	case WishAhead:
		return local.Add(time.Duration(w.Ahead)*time.Hour + time.Second) // so many hours before is the moment
	case WishDigest:
		days := 1
		if local.Hour() >= w.Digest {
			days = 2
		}
		return time.Date(local.Year(), local.Month(), local.Day()+days, 0, 0, 0, 0, local.Location())
	case WishOff:
	}
	return time.Time{}
}

// Told is when a person who hears of an outage is told of it, decided at a
// moment on the person's clock; later: not yet, its moment is still to come.
func (w Wishes) Told(o Outage, local time.Time) (at time.Time, later bool) {
	if o.Kind != OutagePlanned || o.Danger {
		return o.TellAt(local, w.Quiet), false
	}
	if !o.From.Before(w.Horizon(local)) {
		return time.Time{}, true
	}
	if w.Planned == WishAhead {
		return local, false // it is silent, and the hour is the person's own
	}
	return o.TellAt(local, w.Quiet), false
}

// Quiet are hours of the local day in which nothing sounds: from the first up to
// the second. Two equal hours: there are none.
type Quiet struct {
	From  int `json:"from"`
	Until int `json:"until"`
}

// The quiet hours of who never said anything.
const (
	quietFrom  = 22
	quietUntil = 8
)

// DefaultQuiet are the quiet hours of who never said anything.
func DefaultQuiet() Quiet { return Quiet{From: quietFrom, Until: quietUntil} }

// None reports whether there are no quiet hours.
func (q Quiet) None() bool { return q.From == q.Until }

// Holds reports whether a moment lies in the quiet hours of its own zone.
func (q Quiet) Holds(local time.Time) bool {
	h := local.Hour()
	if q.From <= q.Until {
		return q.From <= h && h < q.Until
	}
	return h >= q.From || h < q.Until
}

// Over is the first moment from local on that lies outside the quiet hours.
func (q Quiet) Over(local time.Time) time.Time {
	if !q.Holds(local) {
		return local
	}
	end := time.Date(local.Year(), local.Month(), local.Day(), q.Until, 0, 0, 0, local.Location())
	if !end.After(local) {
		end = end.AddDate(0, 0, 1)
	}
	return end
}

// Wants reports whether a person wants a kind of notice. Most kinds cannot be
// done without.
func (w Wishes) Wants(k NoticeKind) bool {
	switch k {
	case NoticeCharged, NoticeRecharged:
		return w.Charges
	case NoticeReminder:
		return w.Reminders
	default:
		return true
	}
}

// Zones are the eleven zones of the Федеральный закон от 03.06.2011 № 107-ФЗ, by
// one city of each, west to east.
func Zones() []string {
	return []string{
		"Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
		"Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan",
		"Asia/Kamchatka",
	}
}
