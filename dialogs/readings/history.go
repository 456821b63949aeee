package readings

import (
	"context"
	"strconv"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// historyDraft is which meter's history is shown, and from where.
type historyDraft struct {
	Account housing.AccountID `json:"account,omitempty"`
	Meter   housing.MeterID   `json:"meter,omitempty"`
	Skip    int               `json:"skip,omitempty"`
}

type (
	historyScene = dialogs.Scene[historyDraft]
	historyMove  = dialogs.Move[historyDraft]
)

// historyPage is how many readings a screen shows.
const historyPage = 6

// tableAct asks for a table of the readings.
const tableAct = "table"

// chartAct asks for a picture of the use.
const chartAct = "chart"

// photoAct asks for the photo of a reading.
const photoAct = "photo"

// history shows what was handed in and what became of it.
type history struct {
	Ports
	t dialogs.Texter
}

func historyFlow(p Ports) dialogs.Flow {
	h := history{p, p.Texts}
	return dialogs.Def[pick.AccountArgs, historyDraft, struct{}]{
		ID: HistoryFlow, Version: 1, Title: "readings.history_title", First: "meter", Gated: true,
		Open:  func(args pick.AccountArgs) historyDraft { return historyDraft{Account: args.Account} },
		Steps: []dialogs.Stepper[historyDraft]{h.meter(), h.rows()},
	}.Flow()
}

func (h history) meter() dialogs.Step[historyDraft, []housing.Meter] {
	return dialogs.Step[historyDraft, []housing.Meter]{
		ID: "meter", Next: []string{"rows"},
		Load: func(ctx context.Context, s historyScene) ([]housing.Meter, error) {
			return h.Readings.Meters(ctx, s.Person.ID, s.Draft.Account)
		},
		Skip: func(s historyScene, meters []housing.Meter) (historyMove, bool) {
			if len(meters) != 1 {
				return historyMove{}, false
			}
			s.Draft.Meter = meters[0].ID
			return dialogs.To(s.Draft, "rows"), true
		},
		Show: func(_ historyScene, meters []housing.Meter) dialogs.Screen {
			heading := "*" + h.t.T("account.history") + "*"
			if len(meters) == 0 {
				return dialogs.Screen{Text: texts.Join("\n", heading, h.t.T("readings.no_meters"))}
			}
			var rows [][]dialogs.Button
			for _, m := range meters {
				rows = append(rows, dialogs.OnArg(meterName(m, h.t), "meter", pick.Key(m.ID)))
			}
			rows = append(rows, dialogs.On(h.t.Label("readings.table"), tableAct))
			text := texts.Join("\n", heading, h.t.T("readings.history_which"))
			return dialogs.Screen{Text: text, Rows: rows}
		},
		Decide: func(s historyScene, _ []housing.Meter, in dialogs.Input) historyMove {
			switch in.Act.Do {
			case "meter":
				s.Draft.Meter, s.Draft.Skip = pick.OfKey[housing.MeterID](in.Act.Arg), 0
				return dialogs.To(s.Draft, "rows")
			case tableAct:
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s historyScene, _ dialogs.Act) (historyMove, error) {
			return h.tableOfAll(ctx, s)
		},
	}
}

func (h history) rows() dialogs.Step[historyDraft, housing.History] {
	return dialogs.Step[historyDraft, housing.History]{
		ID: "rows",
		Load: func(ctx context.Context, s historyScene) (housing.History, error) {
			return h.Readings.History(ctx, s.Person.ID, s.Draft.Meter, s.Draft.Skip, historyPage)
		},
		Show: h.showRows,
		Decide: func(s historyScene, _ housing.History, in dialogs.Input) historyMove {
			switch in.Act.Do {
			case "skip":
				s.Draft.Skip, _ = strconv.Atoi(in.Act.Arg)
				return dialogs.Stay(s.Draft)
			case tableAct, chartAct, photoAct:
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s historyScene, intent dialogs.Act) (historyMove, error) {
			switch intent.Do {
			case photoAct:
				return h.look(ctx, s, pick.OfKey[housing.PictureID](intent.Arg))
			case chartAct:
				return h.chartOf(ctx, s)
			}
			return h.tableOf(ctx, s)
		},
	}
}

// look shows the photo of a reading.
func (h history) look(ctx context.Context, s historyScene, id housing.PictureID) (historyMove, error) {
	x, err := h.Photos.Picture(ctx, s.Person.ID, id, s.Now)
	if err != nil {
		return historyMove{}, err
	}
	caption := h.t.T("readings.photo_caption", "Meter", meterName(x.Meter, h.t),
		"Values", texts.Values(x.Meter, x.Reading.Values),
		"Date", texts.Date(x.Reading.Taken, housing.DateOf(s.Now)))
	m := dialogs.Stay(s.Draft)
	m.Asides = []dialogs.Screen{dialogs.Attach(dialogs.Attachment{
		Name: h.t.Label("readings.photo_file") + ".jpg", Data: x.Data, Picture: true,
	}, caption)}
	return m, nil
}

func (h history) showRows(s historyScene, v housing.History) dialogs.Screen {
	today := housing.DateOf(s.Now)
	text := "*" + texts.Escape(meterName(v.Meter, h.t)) + "*"
	if len(v.Rows) == 0 {
		text = texts.Join("\n", text, h.t.T("readings.history_empty"))
	}
	var screen dialogs.Screen
	for _, r := range v.Rows {
		if r.Picture != 0 {
			look := dialogs.OnArg(h.photoButton(r, today), photoAct, pick.Key(r.Picture))
			screen.Rows = append(screen.Rows, look)
		}
		var use texts.Text
		if len(r.Use) > 0 {
			use = texts.Escape(" (" + texts.Use(v.Meter, r.Use) + ")")
		}
		text = texts.Join("\n", text, h.t.T("readings.history_line",
			"Date", texts.Date(r.Taken, today), "Values", texts.Values(v.Meter, r.Values), "Use", use,
			"State", h.state(r)))
	}
	var turn []dialogs.Button
	leaf := func(key string, skip int) {
		turn = append(turn, dialogs.OnArg(h.t.Label(key), "skip", strconv.Itoa(skip))...)
	}
	if s.Draft.Skip > 0 {
		leaf("readings.newer", max(0, s.Draft.Skip-historyPage))
	}
	if v.More {
		leaf("readings.older", s.Draft.Skip+historyPage)
	}
	screen.Text = text
	if len(v.Rows) > 0 {
		taken := dialogs.On(h.t.Label("readings.chart"), chartAct)
		taken = append(taken, dialogs.On(h.t.Label("readings.table"), tableAct)...)
		screen.Rows = append(screen.Rows, taken)
	}
	if len(turn) > 0 {
		screen.Rows = append(screen.Rows, turn)
	}
	return screen
}

// photoButton opens the photo of a reading.
func (h history) photoButton(r housing.HistoryRow, today housing.Date) string {
	key := "readings.photo_of"
	if r.Replaced {
		key = "readings.photo_of_replaced"
	}
	return h.t.Label(key, "Date", texts.Date(r.Taken, today))
}

// state says what became of a reading.
func (h history) state(r housing.HistoryRow) texts.Text {
	switch {
	case r.Replaced && r.State != housing.Rejected:
		return h.t.T("readings.state_replaced")
	case r.Source.Estimate():
		return h.t.T("readings.state_estimated", "By", estimate(r.Source, h.t))
	case r.Source == housing.FromOrganisation:
		return h.t.T("readings.state_organisation")
	}
	switch r.State {
	case housing.Sent:
		return h.t.T("readings.state_sent")
	case housing.Accepted:
		return h.t.T("readings.state_accepted")
	case housing.Rejected:
		return h.t.T("readings.state_rejected", "Reason", texts.Clause(r.Reason))
	default:
		return h.t.T("readings.state_saved")
	}
}
