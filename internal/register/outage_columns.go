package register

import (
	"strings"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// zone is where a place is.
func (p placed) zone() *time.Location { return housing.House{Zone: p.place.Zone}.Location() }

// day and clock are the two columns of a moment, in the time of the place.
func (p placed) day(t time.Time) cell {
	if t.IsZero() {
		return cell{}
	}
	return cell{day: housing.DateOf(t.In(p.zone()))}
}

func (p placed) clock(t time.Time) cell {
	if t.IsZero() {
		return cell{}
	}
	return words(t.In(p.zone()).Format("15:04 -07:00"))
}

// outageColumns are those of the register of outages, whatever its format.
func (w Writer) outageColumns() []column[placed] {
	t := w.Texts.Label
	return []column[placed]{
		{t("register.outage_number"), 12, func(p placed) cell { return words(p.of.Number) }},
		{t("register.outage_kind"), 14, func(p placed) cell { return words(w.outageKind(p.of.Outage)) }},
		{t("register.outage_state"), 14, func(p placed) cell { return words(w.outageState(p.of.State)) }},
		{t("register.outage_what"), 30, func(p placed) cell { return words(w.utilities(p.of.Utilities)) }},
		{t("register.outage_house"), 44, placed.house},
		{t("register.outage_entrance"), 10, func(p placed) cell { return words(p.place.Entrance) }},
		{t("register.outage_flats"), 16, placed.flats},
		{t("register.outage_fias"), 38, func(p placed) cell { return words(p.of.FIAS[p.place.House]) }},
		{t("register.outage_from"), 12, func(p placed) cell { return p.day(p.span.From) }},
		{t("register.outage_from_time"), 14, func(p placed) cell { return p.clock(p.span.From) }},
		{t("register.outage_to"), 12, func(p placed) cell { return p.day(p.span.To) }},
		{t("register.outage_to_time"), 14, func(p placed) cell { return p.clock(p.span.To) }},
		{t("register.outage_cause"), 40, func(p placed) cell { return words(p.of.Cause) }},
		{t("register.outage_said"), 12, func(p placed) cell { return p.day(p.of.At) }},
		{t("register.outage_said_time"), 14, func(p placed) cell { return p.clock(p.of.At) }},
	}
}

func (p placed) house() cell { return words(texts.Address(p.place.Address, "")) }

func (p placed) flats() cell { return words(strings.Join(p.place.Premises, ", ")) }

func (w Writer) outageKind(o housing.Outage) string {
	switch {
	case o.Kind == housing.OutagePlanned:
		return w.Texts.Label("register.outage_planned")
	case o.Kind == housing.OutagePrevention:
		return w.Texts.Label("register.outage_prevention")
	case o.Danger:
		return w.Texts.Label("register.outage_danger")
	}
	return w.Texts.Label("register.outage_emergency")
}

func (w Writer) outageState(s housing.OutageState) string {
	switch s {
	case housing.OutageEnded:
		return w.Texts.Label("register.outage_ended")
	case housing.OutageCalledOff:
		return w.Texts.Label("register.outage_called_off")
	case housing.OutageRetracted:
		return w.Texts.Label("register.outage_retracted")
	case housing.OutageAnnounced:
	}
	return w.Texts.Label("register.outage_announced")
}

func (w Writer) utilities(all []housing.Utility) string {
	names := make([]string, len(all))
	for i, u := range all {
		names[i] = w.Texts.Label(texts.UtilityKeys(u).Name)
	}
	return strings.Join(names, ", ")
}
