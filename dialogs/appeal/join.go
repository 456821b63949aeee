package appeal

import (
	"context"
	"encoding/json"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// JoinFlow is the id of the flow by which a neighbour joins an appeal.
const JoinFlow = "appeal-join"

// Joins is what a neighbour may know of and do with an appeal. Nothing is told to
// who lives elsewhere.
type Joins interface {
	// Invited returns the appeal that a link leads to, and what the person is to it.
	Invited(
		ctx context.Context, p housing.PersonID, hash housing.TokenHash, now time.Time,
	) (housing.AppealShared, housing.AppealStanding, error)
	Join(
		ctx context.Context, o housing.Once, j housing.AppealJoining, now time.Time,
	) (housing.AppealID, error)
	Leave(ctx context.Context, o housing.Once, p housing.PersonID, id housing.AppealID, now time.Time) error
	Shared(ctx context.Context, p housing.PersonID, limit int) ([]housing.AppealShared, error)
	SharedOne(ctx context.Context, p housing.PersonID, id housing.AppealID) (housing.AppealShared, error)
	SharedEvents(
		ctx context.Context, p housing.PersonID, id housing.AppealID,
	) ([]housing.AppealEvent, error)
}

// JoinArgs names the link. Its token is not kept.
type JoinArgs struct {
	Hash housing.TokenHash `json:"hash"`
}

// OfToken returns the arguments of [JoinFlow] for the token of a link.
func OfToken(token string) any { return JoinArgs{Hash: housing.HashToken(token)} }

type (
	joinScene = dialogs.Scene[JoinArgs]
	joinMove  = dialogs.Move[JoinArgs]
)

// invited is what a link leads to.
type invited struct {
	appeal   housing.AppealShared
	standing housing.AppealStanding
	name     string // of the neighbour by Госуслуги; empty: not signed in
}

// joining is the flow of a neighbour: the text first, then whether to join.
func (f flow) joining() dialogs.Flow {
	return dialogs.Def[JoinArgs, JoinArgs, struct{}]{
		ID: JoinFlow, Version: 1, Title: "appeal.join_title", First: "read", Gated: true,
		Open: func(a JoinArgs) JoinArgs { return a },
		Wants: []dialogs.Want{
			pick.Wants(f.Connect, housing.AccountID(0)), {Flow: Flow, Args: Args{}, Result: struct{}{}},
		},
		Steps: []dialogs.Stepper[JoinArgs]{f.read(), f.signing()},
	}.Flow()
}

func (f flow) loadInvited(ctx context.Context, s joinScene) (v invited, err error) {
	v.appeal, v.standing, err = f.Joins.Invited(ctx, s.Person.ID, s.Draft.Hash, s.Now)
	if err != nil {
		return v, err
	}
	v.name, err = f.Calls.AppealName(ctx, s.Person.ID)
	return v, err
}

func (f flow) read() dialogs.Step[JoinArgs, invited] {
	return dialogs.Step[JoinArgs, invited]{
		ID: "read", Next: []string{"sign"}, Calls: []string{f.Connect, Flow}, Bare: true, Load: f.loadInvited,
		Show: f.showInvited,
		Decide: func(s joinScene, v invited, in dialogs.Input) joinMove {
			switch in.Act.Do {
			case "connect":
				return dialogs.Call(s.Draft, dialogs.Begin(f.Connect, nil))
			case "open":
				return dialogs.Goto(s.Draft, dialogs.Begin(Flow, Args{Mine: true}))
			case "whole":
				m := dialogs.Stay(s.Draft)
				for _, part := range pick.Chunks(v.appeal.Text(), copied) {
					m.Asides = append(m.Asides, dialogs.Screen{Text: texts.Escape(part)})
				}
				return m
			case "join":
				if !v.appeal.Late {
					return dialogs.To(s.Draft, "sign")
				}
				return dialogs.Do(s.Draft, in.Act)
			case "no":
				return dialogs.Goto(s.Draft, dialogs.Home())
			}
			return dialogs.Unknown(s.Draft)
		},
		Resume: func(s joinScene, _ json.RawMessage) joinMove { return dialogs.Stay(s.Draft) },
		Commit: f.join,
	}
}

func (f flow) showInvited(_ joinScene, v invited) dialogs.Screen {
	home := dialogs.On(f.t.Label("appeal.join_no"), "no")
	switch v.standing {
	case housing.AppealStranger:
		return dialogs.Screen{
			Text: f.t.T("error.appeal_call_stranger"),
			Rows: [][]dialogs.Button{dialogs.On(f.t.Label("menu.connect"), "connect"), home},
		}
	case housing.AppealOwn, housing.AppealJoinedIn:
		key := "appeal.join_own"
		if v.standing == housing.AppealJoinedIn {
			key = "appeal.join_already"
		}
		return dialogs.Screen{
			Text: f.t.T(key, "Topic", v.appeal.Topic.Name),
			Rows: [][]dialogs.Button{dialogs.On(f.t.Label("appeal.mine"), "open")},
		}
	case housing.AppealMayJoin:
	}
	text, rows := f.reading(&v.appeal)
	key := "appeal.join_ask"
	if v.appeal.Late {
		key = "appeal.join_late"
	}
	return dialogs.Screen{
		Text: texts.Join("\n", text, f.joined(v.appeal.Joined), f.t.T(key)),
		Rows: append(rows, dialogs.On(f.t.Label("appeal.join"), "join"), home),
	}
}

// reading is an appeal as neighbours read it.
func (f flow) reading(a *housing.AppealShared) (texts.Text, [][]dialogs.Button) {
	text, whole := pick.Cut(a.Text(), previewed)
	var rows [][]dialogs.Button
	if !whole {
		rows = [][]dialogs.Button{dialogs.On(f.t.Label("appeal.join_whole"), "whole")}
	}
	return texts.Join("\n", "*"+f.t.T("appeal.join_title")+"*", f.t.T("appeal.join_author", "Name", a.Author),
		f.t.T("appeal.preview_lines", "Address", place(&a.Appeal), "Topic", a.Topic.Name,
			"Addressee", a.To.Name),
		texts.Escape(text), pick.EnclosureNames(f.t, a.Files)), rows
}

// signing asks whether the letter names the neighbour.
func (f flow) signing() dialogs.Step[JoinArgs, invited] {
	return dialogs.Step[JoinArgs, invited]{
		ID: "sign", Calls: []string{Flow}, Load: f.loadInvited,
		Show: func(_ joinScene, v invited) dialogs.Screen {
			var rows [][]dialogs.Button
			if v.name != "" {
				rows = append(rows, dialogs.On(f.t.Label("appeal.sign_as", "Name", v.name), "named"))
			}
			return dialogs.Screen{
				Text: f.t.T("appeal.sign_ask"),
				Rows: append(rows, dialogs.On(f.t.Label("appeal.sign_nameless"), "nameless")),
			}
		},
		Decide: func(s joinScene, v invited, in dialogs.Input) joinMove {
			name, ok := housing.ParseAppealName(in.Text)
			switch {
			case in.Act.Do == "named":
				return dialogs.Do(s.Draft, dialogs.Act{Do: "join", Arg: v.name})
			case in.Act.Do == "nameless":
				return dialogs.Do(s.Draft, dialogs.Act{Do: "join"})
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft, f.t.T("appeal.name_unclear"))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "join", Arg: name})
		},
		Commit: f.join,
	}
}

func (f flow) join(ctx context.Context, s joinScene, intent dialogs.Act) (joinMove, error) {
	id, err := f.Joins.Join(ctx, s.Once, housing.AppealJoining{
		Person: s.Person.ID, Hash: s.Draft.Hash, Name: intent.Arg,
	}, s.Now)
	m := dialogs.Goto(s.Draft, dialogs.Begin(Flow, Args{Shared: id}))
	m.Notice = f.t.T("appeal.joined_now")
	return m, err
}

// shared is a joined appeal with what its addressee did.
type shared struct {
	appeal housing.AppealShared
	events []housing.AppealEvent
}

func (f flow) loadShared(ctx context.Context, s scene) (v shared, err error) {
	if v.appeal, err = f.Joins.SharedOne(ctx, s.Person.ID, s.Draft.Shared); err != nil {
		return v, err
	}
	v.events, err = f.Joins.SharedEvents(ctx, s.Person.ID, s.Draft.Shared)
	return v, err
}

// shared shows an appeal to a neighbour who joined it.
func (f flow) shared() dialogs.Step[draft, shared] {
	return dialogs.Step[draft, shared]{
		ID: "shared", Next: []string{"mine", "leave"}, Load: f.loadShared,
		Show: func(s scene, v shared) dialogs.Screen {
			a := &v.appeal
			text, rows := f.reading(a)
			k := kept{appeal: a.Appeal, events: v.events}
			key := "appeal.shared_nameless"
			switch {
			case a.Late:
				key = "appeal.shared_late"
			case a.Name != "":
				key = "appeal.shared_named"
			}
			if a.Unsent() {
				rows = append(rows, dialogs.On(f.t.Label("appeal.leave"), "leave"))
			}
			return dialogs.Screen{
				Text: texts.Join("\n", "*"+texts.Escape(f.line(&a.Appeal))+"*", text, f.joined(a.Joined),
					f.t.T(key, "Name", a.Name), f.standing(s, &a.Appeal), f.history(s, k)),
				Rows: append(rows, dialogs.On(f.t.Label("appeal.mine"), "mine")),
			}
		},
		Decide: func(s scene, v shared, in dialogs.Input) move {
			switch in.Act.Do {
			case "leave":
				return dialogs.To(s.Draft, "leave")
			case "whole":
				m := dialogs.Stay(s.Draft)
				for _, part := range pick.Chunks(v.appeal.Text(), copied) {
					m.Asides = append(m.Asides, dialogs.Screen{Text: texts.Escape(part)})
				}
				return m
			}
			return toMine(s, v.appeal.Appeal, in)
		},
	}
}

// leave asks before a neighbour leaves an appeal.
func (f flow) leave() dialogs.Step[draft, shared] {
	return pick.Sure[draft, shared]{
		ID: "leave", Next: []string{"mine"}, Load: f.loadShared,
		Yes: f.t.Label("appeal.leave_yes"), No: f.t.Label("appeal.leave_no"),
		Ask: func(scene, shared) texts.Text { return f.t.T("appeal.leave_ask") },
		Commit: func(ctx context.Context, s scene) (move, error) {
			m := dialogs.To(draft{}, "mine")
			m.Final, m.Notice = true, f.t.T("appeal.left_it")
			return m, f.Joins.Leave(ctx, s.Once, s.Person.ID, s.Draft.Shared, s.Now)
		},
	}.Step()
}
