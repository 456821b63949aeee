package housing

import "time"

// Span is a span of time; To is zero where its end is not known.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

// Has reports whether a moment lies within the span.
func (s Span) Has(t time.Time) bool { return !s.From.After(t) && (s.To.IsZero() || s.To.After(t)) }

// Same reports whether two spans are the same.
func (s Span) Same(other Span) bool { return s.From.Equal(other.From) && s.To.Equal(other.To) }

// Spans returns when it is off: each of the times.
func (o Outage) Spans() []Span {
	if len(o.Windows) > 0 {
		return o.Windows
	}
	return []Span{{o.From, o.To}}
}

// During returns the outage with its times: in order, and at least one.
func (o Outage) During(spans []Span) Outage {
	o.From, o.To, o.Windows = spans[0].From, spans[len(spans)-1].To, nil
	if len(spans) > 1 {
		o.Windows = spans
	}
	return o
}

// UnderWay reports whether it is off now, and nobody said that it is over.
func (o Outage) UnderWay(now time.Time) bool {
	_, ok := o.Current(now)
	return ok && o.State == OutageAnnounced
}

// Current returns the time that now lies in; false: it lies between or outside.
func (o Outage) Current(now time.Time) (Span, bool) {
	for _, s := range o.Spans() {
		if s.Has(now) {
			return s, true
		}
	}
	return Span{}, false
}

// Over reports whether there is nothing to announce any more.
func (o Outage) Over(now time.Time) bool {
	return o.State != OutageAnnounced || !o.To.IsZero() && !o.To.After(now)
}

// Unclosed reports whether its time ran out, and nobody said that it is over.
func (o Outage) Unclosed(now time.Time) bool { return o.State == OutageAnnounced && o.Over(now) }

// UnclosedLife is for how long after the end that was promised an emergency counts as
// one of which nobody said that it is over.
const UnclosedLife = 24 * time.Hour

// Overdue reports whether the end that was promised of an emergency has passed and
// nobody said that it is over: it is not known whether it is.
func (o Outage) Overdue(now time.Time) bool {
	return o.Kind == OutageEmergency && o.Unclosed(now) && now.Sub(o.To) < UnclosedLife
}

// Finish is when it was over as far as is known; zero: it lasts.
func (o Outage) Finish() time.Time {
	if o.State != OutageEnded || !o.To.IsZero() && !o.Closed.Before(o.To) {
		return o.To
	}
	end := o.Closed
	for _, s := range o.Spans() {
		if !s.From.After(o.Closed) {
			end = s.To
			if s.To.IsZero() || s.To.After(o.Closed) {
				end = o.Closed
			}
		}
	}
	return end
}

// Lasted returns when it was off as far as is known: of what was over before its
// time only what came until then.
func (o Outage) Lasted() (all []Span) {
	end := o.Finish()
	for i, s := range o.Spans() {
		if o.State == OutageEnded && !end.IsZero() {
			if i > 0 && !s.From.Before(end) {
				break
			}
			if s.To.IsZero() || s.To.After(end) {
				s.To = end
			}
		}
		all = append(all, s)
	}
	return all
}

// Within is how long an outage lasted within a span of time, as far as it is
// over by now.
func (o Outage) Within(from, to, now time.Time) (off time.Duration) {
	if o.State == OutageCalledOff || o.State == OutageRetracted {
		return 0
	}
	end := o.Finish()
	if end.IsZero() || end.After(now) {
		end = now
	}
	for _, s := range o.Spans() {
		first, last := laterOf(s.From, from), end
		if !s.To.IsZero() && s.To.Before(last) {
			last = s.To
		}
		if last.After(to) {
			last = to
		}
		off += max(0, last.Sub(first))
	}
	return off
}

// Length is how long it is off in all; of one without an end, as of now.
func (o Outage) Length(now time.Time) time.Duration {
	end := o.Finish()
	if end.IsZero() {
		end = now
	}
	return o.Within(o.From, end, end)
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
