package housing

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/shopspring/decimal"
)

// Loss is what an account went without, and what it was charged for.
type Loss struct {
	Account   Account
	Name      string     // the person's own name for the account
	Outages   []Outage   // at its premises, of any time
	Documents []Document // published, the newest first
}

// Recalculation is an estimate of what could be taken off the charge of a month
// for a utility that was off for longer than it may be. The organisation decides
// by its own records.
type Recalculation struct {
	Account Account
	Name    string
	Utility Utility
	Period  Period
	Off     time.Duration // in the month, without what does not count
	Norm    OutageNorm
	Hours   int             // whole hours beyond the norm
	Percent decimal.Decimal // of the month's charge
	Base    decimal.NullDecimal
	BaseOf  Period // the month of the charge Base
	Sum     decimal.NullDecimal
	Outages []OutageID
	Rule    string // the act
}

// lossRule says what part of the charge is taken off for an hour.
type lossRule struct {
	from    Date
	percent string
	source  string
}

func lossRules() []lossRule {
	return []lossRule{{
		from: Date{Year: 2012, Month: time.September, Day: 1}, percent: "0.15",
		source: "Правила № 354 от 06.05.2011, пп. 98–101, приложение № 1",
	}}
}

func lossRuleOf(day Date) (rule lossRule, ok bool) {
	for _, r := range lossRules() {
		if !day.Before(r.from) {
			rule, ok = r, true
		}
	}
	return rule, ok
}

// Counts reports whether an outage counts against the norm: prevention by the
// schedule and force majeure do not.
func (o Outage) Counts() bool {
	return o.Kind != OutagePrevention && !o.Force && (o.State == OutageAnnounced || o.State == OutageEnded)
}

// offSpan is a time without a break in which something was off.
type offSpan struct {
	Span
	accident bool
}

// month is a period on the clock of a house.
func (l Loss) month(p Period) Span {
	loc := l.Account.House.Location()
	return Span{From: p.First().In(loc), To: p.Add(1).First().In(loc)}
}

// offSpans are the times of a month in which a utility was off as far as now is
// known, in order; what two outages tell of counts once.
func (l Loss) offSpans(u Utility, p Period, now time.Time) (all []offSpan) {
	month := l.month(p)
	for _, o := range l.Outages {
		if !o.Has(u) || !o.Counts() {
			continue
		}
		for _, s := range o.offUntil(now) {
			s.From, s.To = laterOf(s.From, month.From), earlierOf(s.To, month.To)
			if s.To.After(s.From) {
				all = append(all, offSpan{s, o.Kind == OutageEmergency})
			}
		}
	}
	slices.SortFunc(all, func(a, b offSpan) int { return a.From.Compare(b.From) })
	var merged []offSpan
	for _, s := range all {
		last := len(merged) - 1
		if last >= 0 && !s.From.After(merged[last].To) {
			merged[last].To = laterOf(merged[last].To, s.To)
			merged[last].accident = merged[last].accident || s.accident
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// offUntil are the times of an outage as far as they have passed.
func (o Outage) offUntil(now time.Time) (all []Span) {
	end := now
	if finish := o.Finish(); !finish.IsZero() {
		end = earlierOf(finish, now)
	}
	for _, s := range o.Spans() {
		if s.To.IsZero() || s.To.After(end) {
			s.To = end
		}
		all = append(all, s)
	}
	return all
}

func earlierOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Off is how long a utility was off in a month, as far as it counts.
func (l Loss) Off(u Utility, p Period, now time.Time) (off time.Duration) {
	for _, s := range l.offSpans(u, p, now) {
		off += s.To.Sub(s.From)
	}
	return off
}

// beyond is how long the spans of a month are beyond the norm: in all, or each at
// once, whichever is more.
func beyond(spans []offSpan, n OutageNorm) time.Duration {
	var all, once time.Duration
	for _, s := range spans {
		length, bound := s.To.Sub(s.From), n.Once
		if s.accident && n.Accident != 0 {
			bound = n.Accident
		}
		all += length
		if bound != 0 {
			once += max(0, length-bound)
		}
	}
	return max(all-n.Month, once, 0)
}

// Recalculation estimates what could be taken off a month's charge; false: the
// norm was kept, or was broken by less than an hour.
func (l Loss) Recalculation(u Utility, p Period, now time.Time) (r Recalculation, ok bool) {
	norm, known := OutageNormOf(u, p.First())
	rule, ruled := lossRuleOf(p.First())
	spans := l.offSpans(u, p, now)
	hours := int(beyond(spans, norm) / time.Hour)
	if !known || !ruled || hours == 0 {
		return r, false
	}
	percent := decimal.RequireFromString(rule.percent).Mul(decimal.NewFromInt(int64(hours)))
	r = Recalculation{
		Account: l.Account, Name: l.Name, Utility: u, Period: p, Off: l.Off(u, p, now), Norm: norm,
		Hours:   hours,
		Percent: decimal.Min(percent, decimal.NewFromInt(100)), Rule: rule.source,
	}
	month := l.month(p)
	for _, o := range l.Outages {
		if o.Has(u) && o.Counts() && o.Within(month.From, month.To, now) > 0 {
			r.Outages = append(r.Outages, o.ID)
		}
	}
	if base, of, found := l.charged(u, p); found {
		r.Base, r.BaseOf = decimal.NewNullDecimal(base), of
		r.Sum = decimal.NewNullDecimal(base.Mul(r.Percent).Shift(-2).Round(2))
	}
	return r, true
}

// Recalculations estimates for every utility, in the month of now and the one before.
func (l Loss) Recalculations(now time.Time) (all []Recalculation) {
	today := DateOf(now.In(l.Account.House.Location())).Period()
	for _, p := range []Period{today.Add(-1), today} {
		for _, u := range Utilities() {
			if r, ok := l.Recalculation(u, p, now); ok {
				all = append(all, r)
			}
		}
	}
	return all
}

// charged is what was charged for a utility in a month, else in the newest month
// before it that has a charge.
func (l Loss) charged(u Utility, p Period) (sum decimal.Decimal, of Period, ok bool) {
	for _, d := range l.Documents {
		if p.Before(d.Period) {
			continue
		}
		for i := range d.Charges {
			c := &d.Charges[i]
			if service, is := UtilityOfService(c.Service); is && service == u && c.Kind == ServiceCharge {
				sum, ok = sum.Add(c.Charged), true
			}
		}
		if ok {
			return sum, d.Period, true
		}
	}
	return sum, p, false
}

// UtilityOfService reads what a service is about from its name in a payment
// document: «Горячее водоснабжение (тепловая энергия)». What is charged for the
// common property belongs to another service.
func UtilityOfService(name string) (u Utility, ok bool) {
	words := strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(name), "ё", "е"),
		func(r rune) bool { return !unicode.IsLetter(r) })
	has := func(begins ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool {
			return slices.ContainsFunc(begins, func(b string) bool { return strings.HasPrefix(w, b) })
		})
	}
	is := func(whole ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(whole, w) })
	}
	switch {
	case has("общ", "содержан", "капитал", "обслужив", "ремонт") || is("сои", "одн"):
		return "", false
	case has("водоотвед", "канализ"):
		return UtilitySewage, true
	case has("горяч") || is("гвс"):
		return UtilityHotWater, true
	case has("холодн", "водоснабж") || is("хвс"):
		return UtilityColdWater, true
	case has("отоплен", "теплоснаб"):
		return UtilityHeating, true
	case has("электро", "электри"):
		return UtilityElectricity, true
	case has("газоснаб") || is("газ", "газа"):
		return UtilityGas, true
	}
	return "", false
}
