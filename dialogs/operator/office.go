package operator

import (
	"context"
	"slices"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// office is the menu of an operator.
func (p Ports) office() dialogs.Flow {
	return dialogs.Def[struct{}, draft, struct{}]{
		ID: Flow, Version: 1, Title: "operator.title", First: "which",
		Wants: []dialogs.Want{
			{Flow: LoadFlow, Args: Args{}, Result: struct{}{}},
			{Flow: ExportFlow, Args: Args{}, Result: struct{}{}},
			{Flow: PublishFlow, Args: Args{}, Result: struct{}{}},
			{Flow: PaidFlow, Args: Args{}, Result: struct{}{}},
			{Flow: OffFlow, Args: Args{}, Result: struct{}{}},
			{Flow: FileFlow, Args: Args{}, Result: struct{}{}},
			{Flow: HousesFlow, Args: Args{}, Result: struct{}{}},
			{Flow: SoldFlow, Args: Args{}, Result: struct{}{}},
			{Flow: OwnerFlow, Args: Args{}, Result: struct{}{}},
			{Flow: p.Outages, Args: Args{}, Result: struct{}{}},
			{Flow: p.Appeals, Args: Args{}, Result: struct{}{}},
			{Flow: CrewFlow, Args: Args{}, Result: struct{}{}},
			{Flow: JournalFlow, Args: Args{}, Result: struct{}{}},
			{Flow: p.Chats, Args: Args{}, Result: struct{}{}},
			{Flow: SendingFlow, Args: struct{}{}, Result: struct{}{}},
		},
		Steps: []dialogs.Stepper[draft]{p.which(), p.menu()},
	}.Flow()
}

// which asks for which of several organisations.
func (p Ports) which() dialogs.Step[draft, []housing.Organisation] {
	return dialogs.Step[draft, []housing.Organisation]{
		ID: "which", Next: []string{"menu"},
		Load: func(ctx context.Context, s scene) ([]housing.Organisation, error) {
			offices, err := p.Staff.Offices(ctx, s.Person.ID)
			if err == nil && len(offices) == 0 {
				err = &housing.Error{Kind: housing.Refused, Text: "operator.nobody"}
			}
			return offices, err
		},
		Skip: func(s scene, offices []housing.Organisation) (move, bool) {
			if len(offices) != 1 {
				return move{}, false
			}
			s.Draft.Organisation = offices[0].ID
			return dialogs.To(s.Draft, "menu"), true
		},
		Show: func(_ scene, offices []housing.Organisation) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("operator.which")}
			for _, o := range offices {
				screen.Rows = append(screen.Rows, dialogs.OnArg(o.Name, pick.Choose, pick.Key(o.ID)))
			}
			return screen
		},
		Decide: func(s scene, _ []housing.Organisation, in dialogs.Input) move {
			if in.Act.Do != pick.Choose {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Organisation = pick.OfKey[housing.OrganisationID](in.Act.Arg)
			return dialogs.To(s.Draft, "menu")
		},
	}
}

// desk is what the menu shows.
type desk struct {
	org     housing.Organisation
	role    housing.StaffRole
	waiting []housing.Period
	outages int // of a file, that wait to be sent
	appeals housing.DeskCounts
	held    bool // reminders and news wait, and the person may end that
}

// sections are the flows that a role may start, in the order of the buttons.
func (p Ports) sections(v desk) (rows [][]dialogs.Button) {
	add := func(key, flow string) { rows = append(rows, dialogs.On(p.Texts.Label(key), flow)) }
	r, appeals := v.role, p.Texts.Label("reception.entry")
	if v.appeals.All > 0 {
		appeals = p.Texts.Label("reception.entry_count", "All", v.appeals.All)
	}
	rows = append(rows, dialogs.On(appeals, p.Appeals))
	if !r.May(housing.StaffActs) {
		add("outage.list", p.Outages)
		return rows
	}
	add("operator.outages", p.Outages)
	add("chat.entry", p.Chats)
	add("operator.load", LoadFlow)
	add("operator.publish", PublishFlow)
	add("operator.export", ExportFlow)
	add("operator.payments", PaidFlow)
	add("operator.off", OffFlow)
	add("operator.houses_news", HousesFlow)
	add("operator.sold_entry", SoldFlow)
	add("operator.owner_entry", OwnerFlow)
	if r.May(housing.StaffManages) {
		add("operator.crew", CrewFlow)
		add("operator.journal", JournalFlow)
	}
	return rows
}

// chores are the flows that the menu starts.
func (p Ports) chores() []string {
	return []string{
		p.Outages, p.Appeals, p.Chats, LoadFlow, ExportFlow, PublishFlow, PaidFlow, OffFlow, CrewFlow,
		JournalFlow, FileFlow, SendingFlow, HousesFlow, SoldFlow, OwnerFlow,
	}
}

func (p Ports) menu() dialogs.Step[draft, desk] {
	return dialogs.Step[draft, desk]{
		ID: "menu", Calls: p.chores(),
		Load: func(ctx context.Context, s scene) (v desk, err error) {
			if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
				return v, err
			}
			work, err := p.Staff.Work(ctx, s.Person.ID, v.org.ID)
			if err != nil {
				return v, err
			}
			v.role = work.Role
			if v.appeals, err = p.Inbox.Counts(ctx, s.Person.ID, v.org.ID, s.Now); err != nil {
				return v, err
			}
			if v.waiting, err = p.Office.Waiting(ctx, s.Person.ID, v.org.ID); err != nil {
				return v, err
			}
			file, err := p.Files.Draft(ctx, s.Person.ID, v.org.ID, s.Now)
			v.outages = len(waitingOutages(file))
			if err != nil || !v.role.May(housing.StaffManages) {
				return v, err
			}
			is, _, err := p.Sending.Standing(ctx, s.Person.ID, s.Now)
			v.held = !is.Until.IsZero()
			return v, err
		},
		Show: p.showMenu,
		Decide: func(s scene, _ desk, in dialogs.Input) move {
			if !slices.Contains(p.chores(), in.Act.Do) {
				return dialogs.Unknown(s.Draft)
			}
			if in.Act.Do == SendingFlow {
				return dialogs.Call(s.Draft, dialogs.Begin(SendingFlow, nil))
			}
			return dialogs.Call(s.Draft, dialogs.Begin(in.Act.Do, Args{Organisation: s.Draft.Organisation}))
		},
	}
}

func (p Ports) showMenu(_ scene, v desk) dialogs.Screen {
	waiting := p.Texts.T("operator.waiting_none")
	if len(v.waiting) > 0 {
		waiting = p.Texts.T("operator.waiting", "Months", months(v.waiting))
	}
	screen := dialogs.Screen{
		Text: texts.Join("\n", p.heading("operator.menu", v.org), p.pressing(v.appeals), waiting),
	}
	if v.held {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("sending.entry"), SendingFlow))
	}
	if v.outages > 0 {
		screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("operator.file"), FileFlow))
	}
	screen.Rows = append(screen.Rows, p.sections(v)...)
	return screen
}

// pressing says how many appeals wait; empty: none.
func (p Ports) pressing(c housing.DeskCounts) texts.Text {
	if c.All == 0 {
		return ""
	}
	text := p.Texts.T("reception.office", "Overdue", c.Overdue, "Today", c.Today, "All", c.All)
	if c.Signing > 0 {
		text = texts.Join(" ", text, p.Texts.T("reception.office_signing", "Count", c.Signing))
	}
	return text
}

// months lists periods: «октябрь 2026, сентябрь 2026».
func months(all []housing.Period) string {
	names := make([]string, len(all))
	for i, period := range all {
		names[i] = texts.PeriodOfYear(period)
	}
	return strings.Join(names, ", ")
}
