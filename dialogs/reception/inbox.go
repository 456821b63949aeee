package reception

import (
	"context"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// inboxed is a page of the inbox.
type inboxed struct {
	counts housing.DeskCounts
	lines  []housing.DeskLine
	more   bool
	house  housing.House // that the list is narrowed to; zero: none
}

// inbox lists what waits, the most urgent first.
func (f flow) inbox() dialogs.Step[draft, inboxed] {
	return dialogs.Step[draft, inboxed]{
		ID: "inbox", Next: []string{"card", "filter", "templates", "month"},
		Load: f.loadInbox, Show: f.showInbox,
		Skip: func(s scene, _ inboxed) (move, bool) { // a notice leads to one appeal
			return dialogs.To(s.Draft, "card"), s.Draft.Number != ""
		},
		Decide: func(s scene, v inboxed, in dialogs.Input) move {
			d := s.Draft
			switch in.Act.Do {
			case pick.Choose:
				return dialogs.To(d.at(in.Act.Arg), "card")
			case "filter", "templates", "month":
				return dialogs.To(d, in.Act.Do)
			case "all":
				return dialogs.Stay(draft{Organisation: d.Organisation})
			case "further":
				d.Page++
				return dialogs.Stay(d)
			case "back":
				d.Page = max(0, d.Page-1)
				return dialogs.Stay(d)
			}
			if number, ok := numbered(in.Text); ok {
				return dialogs.To(d.at(number), "card")
			}
			return dialogs.Unknown(d)
		},
	}
}

// numbered reads the number of an appeal: «О-118», «№ о-118», «118».
func numbered(typed string) (string, bool) {
	s := strings.ToUpper(strings.Join(strings.Fields(strings.TrimPrefix(typed, "№")), ""))
	s = strings.NewReplacer("O-", "О-", "0-", "О-").Replace(s) // Latin, and a nought
	digits := strings.TrimLeft(s, "ОЗ-")
	if digits == "" || len(digits) > 9 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	if digits == s {
		s = "О-" + s
	}
	return s, true
}

func (f flow) loadInbox(ctx context.Context, s scene) (v inboxed, err error) {
	d := s.Draft
	if v.counts, err = f.Desk.Counts(ctx, s.Person.ID, d.Organisation, s.Now); err != nil {
		return v, err
	}
	v.lines, err = f.Desk.Inbox(ctx, housing.DeskQuery{
		By: s.Person.ID, Organisation: d.Organisation, Show: d.Show, House: d.House, Topic: d.Topic,
		Sort: d.Sort,
		Skip: d.Page * pick.PageSize, Limit: pick.PageSize + 1,
	}, s.Now)
	if len(v.lines) > pick.PageSize {
		v.lines, v.more = v.lines[:pick.PageSize], true
	}
	if d.House != 0 && len(v.lines) > 0 {
		v.house = v.lines[0].House
	}
	return v, err
}

func (f flow) showInbox(s scene, v inboxed) dialogs.Screen {
	text := f.t.T("reception.inbox", "Overdue", v.counts.Overdue, "Today", v.counts.Today,
		"All", v.counts.All)
	if narrowed := f.narrowed(s.Draft, v.house); narrowed != "" {
		text = texts.Join("\n", text, narrowed)
	}
	screen := dialogs.Screen{}
	for i := range v.lines {
		l := &v.lines[i]
		text = texts.Join("\n", text, f.line(s, l))
		screen.Rows = append(screen.Rows,
			dialogs.OnArg(f.t.Label("reception.open", "Number", l.Number, "Term", f.short(s, l)), pick.Choose,
				l.Number))
	}
	if len(v.lines) == 0 {
		text = texts.Join("\n", text, f.t.T(f.noneKey(s.Draft)))
	}
	screen.Text = text
	screen.Rows = append(screen.Rows, f.turning(s.Draft, v.more)...)
	row := dialogs.On(f.t.Label("reception.filter"), "filter")
	if s.Draft != (draft{Organisation: s.Draft.Organisation, Page: s.Draft.Page}) {
		row = dialogs.Row(row, dialogs.On(f.t.Label("reception.all"), "all"))
	}
	screen.Rows = append(screen.Rows, row, dialogs.Row(
		dialogs.On(f.t.Label("reception.templates"), "templates"),
		dialogs.On(f.t.Label("reception.month"), "month")))
	return screen
}

func (f flow) noneKey(d draft) string {
	if d == (draft{Organisation: d.Organisation}) {
		return "reception.none"
	}
	return "reception.none_such"
}

// turning are the keys for pages.
func (f flow) turning(d draft, more bool) [][]dialogs.Button {
	var row []dialogs.Button
	if d.Page > 0 {
		row = dialogs.Row(row, dialogs.On(f.t.Label("reception.earlier"), "back"))
	}
	if more {
		row = dialogs.Row(row, dialogs.On(f.t.Label("reception.further"), "further"))
	}
	if row == nil {
		return nil
	}
	return [][]dialogs.Button{row}
}

// line is «№ О-118 · Ленина, 12 · Протечка крыши · в работе: Борис».
func (f flow) line(s scene, l *housing.DeskLine) texts.Text {
	return f.t.T("reception.line", "Number", l.Number, "Place", place(&l.Appeal), "Topic", l.Topic.Name,
		"Status", f.status(s, l))
}

// status says who works on it, or what became of it.
func (f flow) status(s scene, l *housing.DeskLine) texts.Text {
	switch {
	case l.Signing:
		return f.t.T("reception.status_signing")
	case !l.State.Open():
		return f.t.T(overKey(l.State))
	case l.Taken == s.Person.ID:
		return f.t.T("reception.status_mine")
	case l.Taken != 0:
		return f.t.T("reception.status_taken", "Who", f.called(l.TakenBy))
	}
	return f.t.T("reception.status_new")
}

// called is how one who works for the organisation is named.
func (f flow) called(w housing.Staffer) string {
	switch {
	case w.Name != "":
		return w.Name
	case w.Number != 0:
		return f.t.Label("operator.numbered", "Number", int64(w.Number))
	}
	return f.t.Label("reception.by_office")
}

// short is «просрочено на 2 дня», «9 рабочих дней».
func (f flow) short(s scene, l *housing.DeskLine) string {
	day := l.Day(s.Now)
	switch {
	case !l.State.Open():
		return f.t.Label(overKey(l.State))
	case l.Due.IsZero():
		return f.t.Label("reception.termless")
	case l.Due.Before(day):
		return f.t.Label("reception.overdue_days", "N", day.Since(l.Due))
	case l.Due == day:
		return f.t.Label("reception.due_today")
	}
	if n := housing.WorkdaysUntil(day, l.Due); n > 0 {
		return f.t.Label("reception.workdays", "N", n)
	}
	return f.t.Label("reception.days", "N", l.Due.Since(day))
}

// overKey names what became of an appeal that waits no more.
func overKey(x housing.AppealState) string {
	switch x {
	case housing.AppealAnswered:
		return "reception.over_answered"
	case housing.AppealWithdrawn:
		return "reception.over_withdrawn"
	default:
		return "reception.over_closed"
	}
}

// place is where an appeal is about.
func place(a *housing.Appeal) string {
	if a.House.ID == 0 {
		return a.Place
	}
	return texts.ShortHouse(a.House.Address)
}

// narrowed says what the list is narrowed to; empty: nothing.
func (f flow) narrowed(d draft, house housing.House) texts.Text {
	var all texts.Text
	if d.Show != housing.DeskOpen {
		all = f.t.T(showKey(d.Show))
	}
	if d.House != 0 && house.ID != 0 {
		all = texts.Join(" · ", all, texts.Escape(texts.ShortHouse(house.Address)))
	}
	if d.Sort != "" {
		all = texts.Join(" · ", all, f.t.T(sortKey(d.Sort)))
	}
	if d.Topic != "" {
		all = texts.Join(" · ", all, texts.Escape(d.Topic))
	}
	if all == "" {
		return ""
	}
	return f.t.T("reception.narrowed", "What", all)
}

// shows are what the list can be narrowed to, in the order of the buttons.
func shows() []housing.DeskShow {
	return []housing.DeskShow{
		housing.DeskOpen, housing.DeskFresh, housing.DeskMine, housing.DeskOverdue, housing.DeskSigning,
		housing.DeskAnswered,
	}
}

func showKey(x housing.DeskShow) string {
	switch x {
	case housing.DeskFresh:
		return "reception.show_new"
	case housing.DeskMine:
		return "reception.show_mine"
	case housing.DeskOverdue:
		return "reception.show_overdue"
	case housing.DeskSigning:
		return "reception.show_signing"
	case housing.DeskAnswered:
		return "reception.show_answered"
	case housing.DeskOpen:
	}
	return "reception.show_open"
}

// sorts are the groups that a list can be narrowed to; none where all is of one.
func (f flow) sorts(counts housing.DeskCounts) []pick.Choice {
	if counts.Meters+counts.Support == 0 {
		return nil
	}
	var choices []pick.Choice
	for _, x := range []struct {
		sort housing.DeskSort
		n    int
	}{
		{housing.SortAppeals, counts.All - counts.Meters - counts.Support},
		{housing.SortMeters, counts.Meters},
		{housing.SortSupport, counts.Support},
	} {
		if x.n == 0 {
			continue
		}
		what := texts.Capital(f.t.Label(sortKey(x.sort)))
		label := f.t.Label("reception.counted", "What", what, "Count", x.n)
		choices = append(choices, pick.Choice{Label: label, Arg: "sort:" + string(x.sort)})
	}
	return choices
}

// sortKey names a group.
func sortKey(x housing.DeskSort) string {
	switch x {
	case housing.SortMeters:
		return "reception.sorts_meter"
	case housing.SortSupport:
		return "reception.sorts_support"
	case housing.SortAppeals:
	}
	return "reception.sorts_appeal"
}

// filtered is what the list can be narrowed to.
type filtered struct {
	counts housing.DeskCounts
	places housing.DeskPlaces
}

// filter narrows the list: by how far appeals are, by house, by topic.
func (f flow) filter() dialogs.Step[draft, filtered] {
	return dialogs.Step[draft, filtered]{
		ID: "filter", Next: []string{"inbox"},
		Load: func(ctx context.Context, s scene) (v filtered, err error) {
			org := s.Draft.Organisation
			if v.counts, err = f.Desk.Counts(ctx, s.Person.ID, org, s.Now); err != nil {
				return v, err
			}
			v.places, err = f.Desk.Places(ctx, s.Person.ID, org, s.Now)
			return v, err
		},
		Show: f.showFilter,
		Decide: func(s scene, v filtered, in dialogs.Input) move {
			d := s.Draft
			if page, ok := pick.Turned(in, d.Page); ok {
				d.Page = page
				return dialogs.Stay(d)
			}
			d.Page = 0
			what, arg, _ := strings.Cut(in.Act.Arg, ":")
			switch {
			case in.Act.Do != pick.Choose:
				return dialogs.Unknown(s.Draft)
			case what == "show":
				d.Show = housing.DeskShow(arg)
			case what == "house":
				d.House = pick.OfKey[housing.HouseID](arg)
			case what == "topic":
				d.Topic = arg
			case what == "sort":
				d.Sort = housing.DeskSort(arg)
			}
			return dialogs.To(d, "inbox")
		},
	}
}

func (f flow) showFilter(s scene, v filtered) dialogs.Screen {
	counted := map[housing.DeskShow]int{
		housing.DeskOpen: v.counts.All, housing.DeskFresh: v.counts.Fresh, housing.DeskMine: v.counts.Mine,
		housing.DeskOverdue: v.counts.Overdue, housing.DeskSigning: v.counts.Signing,
	}
	choices := make([]pick.Choice, 0, len(shows())+len(v.places.Houses)+len(v.places.Topics))
	for _, x := range shows() {
		label := texts.Capital(f.t.Label(showKey(x)))
		switch n, ok := counted[x]; {
		case n > 0:
			label = f.t.Label("reception.counted", "What", label, "Count", n)
		case ok && x != s.Draft.Show: // an empty list is no choice
			continue
		}
		choices = append(choices, pick.Choice{Label: label, Arg: "show:" + string(x)})
	}
	choices = append(choices, f.sorts(v.counts)...)
	for _, h := range v.places.Houses {
		choices = append(choices, pick.Choice{
			Label: f.t.Label("reception.by_house", "House", texts.ShortHouse(h.Address)),
			Arg:   "house:" + pick.Key(h.ID),
		})
	}
	for _, topic := range v.places.Topics {
		choices = append(choices, pick.Choice{
			Label: f.t.Label("reception.by_topic", "Topic", topic), Arg: "topic:" + topic,
		})
	}
	return dialogs.Screen{Text: f.t.T("reception.filter_ask"), Rows: pick.List(choices, s.Draft.Page, f.t)}
}
