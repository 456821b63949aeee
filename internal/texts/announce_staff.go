package texts

import (
	"slices"
	"time"

	"dombot/internal/housing"
)

// Went tells how the announcement of an outage goes, and what residents said.
func (a Announcer) Went(o housing.Outage, g housing.OutageProgress) Text {
	if g.Recalled != (housing.Recalled{}) {
		return Recalled(a.T, g.Recalled)
	}
	text := a.T("outage.went", "Sent", g.Sent, "Of", g.Sent+g.Failed+g.Waiting)
	if g.Failed > 0 {
		text = Join(" ", text, a.T("outage.went_failed", "Failed", g.Failed))
	}
	return Join("\n", text,
		a.reported("outage.reported", o, g.Reports), a.reported("outage.still_off", o, g.Still))
}

// reported tells how many flats said something, and at which entrances they are
// where that is known of any, or where they are of several houses.
func (a Announcer) reported(key string, o housing.Outage, all []housing.ReportsAt) Text {
	flats, apart := 0, false
	for _, r := range all {
		flats, apart = flats+r.Flats, apart || r.Entrance != "" || r.House != all[0].House
	}
	if flats == 0 {
		return ""
	}
	text := a.T(key, "N", flats)
	if !apart {
		return text
	}
	var parts Text
	sep := ", "
	if houseOf(o, all[0].House) != "" {
		sep = "; "
	}
	for _, r := range all[:min(shownPlaces, len(all))] {
		parts = Join(sep, parts, a.T("outage.reported_at",
			"House", houseOf(o, r.House), "Entrance", r.Entrance, "Flats", r.Flats))
	}
	if more := len(all) - shownPlaces; more > 0 {
		parts = Join(sep, parts, a.T("outage.more_places", "More", more))
	}
	return Join("\n", text, Text(Capital(string(parts)))+".")
}

// houseOf names a house of an outage of several; empty: there is no other.
func houseOf(o housing.Outage, id housing.HouseID) string {
	other := func(p housing.OutagePlace) bool { return p.House != id }
	at := slices.IndexFunc(o.Places, func(p housing.OutagePlace) bool { return p.House == id })
	if at < 0 || !slices.ContainsFunc(o.Places, other) {
		return ""
	}
	return ShortHouse(o.Places[at].Address)
}

// Warned says what the law has to say of an outage that is announced now: it is
// the dispatcher who decides. Empty: nothing.
func (a Announcer) Warned(o housing.Outage) Text { return a.warned(o, "outage.late") }

// WarnedThen is Warned of what was announced at a.Now, for who reads of it later.
func (a Announcer) WarnedThen(o housing.Outage) Text { return a.warned(o, "outage.was_late") }

func (a Announcer) warned(o housing.Outage, lateKey string) (text Text) {
	local := a.Now.In(zone(o))
	if late, is := o.LateNotice(local); is {
		text = a.T(lateKey, "N", late.Days, "Asked", late.Asked)
		if !late.Known {
			text = Join(" ", text, a.T("outage.late_unknown"))
		}
	}
	for _, e := range o.OverNorm(local.Location()) {
		text = Join("\n", text, a.excess(e))
	}
	return text
}

func (a Announcer) excess(e housing.Excess) Text {
	if e.Prevention {
		const day = 24 * time.Hour
		return a.T("outage.over_prevention", "Off", int(e.Off/day), "Norm", int(e.Norm/day))
	}
	key := "outage.over_norm"
	if e.OfAMonth {
		key = "outage.over_norm_month"
	}
	return a.T(key, "Name", Capital(a.T(UtilityKeys(e.Utility).Name).Plain()),
		"Off", Length(e.Off), "Norm", Length(e.Norm))
}
