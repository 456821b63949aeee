package outage

import (
	"context"
	"strings"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
)

// LineFlow is the id of what takes «авария хвс ленина 12 до 9» that was typed at home.
const LineFlow = "outage-line"

// LineArgs carry what was typed.
type LineArgs struct {
	Line string `json:"line"`
}

// Guess returns the flow that a message such as «авария хвс ленина 12 до 9» starts.
func Guess(text string) (dialogs.Start, bool) {
	words := strings.Fields(strings.ToLower(text))
	said := len(words) > 1 && strings.HasPrefix(words[0], "авари")
	return dialogs.Begin(LineFlow, LineArgs{Line: text}), said
}

type (
	lineScene = dialogs.Scene[LineArgs]
	lineMove  = dialogs.Move[LineArgs]
)

// line leads a dispatcher to the preview, and a resident to the numbers to call: it may be gas.
func (p Ports) line() dialogs.Flow {
	tell := func(s lineScene, org housing.OrganisationID) lineMove {
		return dialogs.Goto(s.Draft, dialogs.Begin(TellFlow, TellArgs{Organisation: org, Line: s.Draft.Line}))
	}
	return dialogs.Def[LineArgs, LineArgs, struct{}]{
		ID: LineFlow, Version: 1, Title: "outage.desk_title", First: "which",
		Open: func(a LineArgs) LineArgs { return a },
		Wants: []dialogs.Want{
			{Flow: TellFlow, Args: TellArgs{}, Result: housing.OutageID(0)},
			{Flow: p.Emergency, Args: struct{}{}, Result: struct{}{}},
		},
		Steps: []dialogs.Stepper[LineArgs]{dialogs.Step[LineArgs, []housing.Organisation]{
			ID: "which", Calls: []string{TellFlow, p.Emergency},
			Load: func(ctx context.Context, s lineScene) ([]housing.Organisation, error) {
				return p.Staff.Offices(ctx, s.Person.ID)
			},
			Skip: func(s lineScene, offices []housing.Organisation) (lineMove, bool) {
				switch len(offices) {
				case 0:
					return dialogs.Goto(s.Draft, dialogs.Begin(p.Emergency, struct{}{})), true
				case 1:
					return tell(s, offices[0].ID), true
				}
				return lineMove{}, false
			},
			Show: func(_ lineScene, offices []housing.Organisation) dialogs.Screen {
				screen := dialogs.Screen{Text: p.Texts.T("operator.which")}
				for _, o := range offices {
					screen.Rows = append(screen.Rows, dialogs.OnArg(o.Name, pick.Choose, pick.Key(o.ID)))
				}
				return screen
			},
			Decide: func(s lineScene, _ []housing.Organisation, in dialogs.Input) lineMove {
				if in.Act.Do != pick.Choose {
					return dialogs.Unknown(s.Draft)
				}
				return tell(s, pick.OfKey[housing.OrganisationID](in.Act.Arg))
			},
		}},
	}.Flow()
}
