package appeal

import (
	"context"
	"strings"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// called is an appeal of the person, and how neighbours are called to it.
type called struct {
	appeal housing.Appeal
	call   housing.AppealCall
	name   string // of the person by Госуслуги; empty: not signed in
}

func (f flow) loadCall(ctx context.Context, s scene) (v called, err error) {
	if v.appeal, err = f.load(ctx, s); err != nil {
		return v, err
	}
	if v.name, err = f.Calls.AppealName(ctx, s.Person.ID); err != nil {
		return v, err
	}
	v.call, err = f.Calls.Call(ctx, s.Person.ID, s.Draft.Appeal, s.Now)
	return v, err
}

// calling are the rows of a screen from which neighbours can be called.
func (f flow) calling(a *housing.Appeal) [][]dialogs.Button {
	if !a.Callable() && a.Joined.All() == 0 {
		return nil
	}
	label := f.t.Label("appeal.call")
	if n := a.Joined.All(); n > 0 {
		label = f.t.Label("appeal.call_count", "Count", n)
	}
	return [][]dialogs.Button{dialogs.On(label, "call")}
}

// call is ‹Позвать соседей›: a link, the chat of the house, and who came.
func (f flow) call() dialogs.Step[draft, called] {
	return dialogs.Step[draft, called]{
		ID: "call", Next: []string{"callname", "call"}, Load: f.loadCall, Show: f.showCall,
		Decide: func(s scene, v called, in dialogs.Input) move {
			switch in.Act.Do {
			case "open", "close", "post":
				return dialogs.Do(s.Draft, in.Act)
			case "named":
				if v.name == "" {
					return dialogs.To(s.Draft, "callname")
				}
				return dialogs.Do(s.Draft, dialogs.Act{Do: "open", Arg: v.name})
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: f.decideCall,
	}
}

func (f flow) decideCall(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
	m := dialogs.Stay(draft{Appeal: s.Draft.Appeal})
	switch intent.Do {
	case "open":
		return f.open(ctx, s, intent.Arg)
	case "close":
		m.Notice = f.t.T("appeal.call_closed")
		return m, f.Calls.CloseCall(ctx, s.Once, s.Person.ID, s.Draft.Appeal, s.Now)
	}
	n, err := f.Calls.PostCall(ctx, s.Once, s.Person.ID, s.Draft.Appeal, s.Now)
	m.Notice = f.t.T("appeal.call_posted", "N", n)
	return m, err
}

// open makes a link, and sends it as a message to hand on.
func (f flow) open(ctx context.Context, s scene, name string) (move, error) {
	token, err := housing.NewToken(f.Random)
	if err != nil {
		return move{}, err
	}
	err = f.Calls.OpenCall(ctx, s.Once, housing.AppealCalling{
		Person: s.Person.ID, Appeal: s.Draft.Appeal, Token: token, Name: name,
	}, s.Now)
	if err != nil {
		return move{}, err
	}
	v, err := f.loadCall(ctx, s) // whoever repeats the press gets the link of the first
	m := dialogs.To(draft{Appeal: s.Draft.Appeal}, "call")
	m.Asides = []dialogs.Screen{{Text: f.t.T("appeal.call_message", "Name", v.call.Name,
		"Topic", v.appeal.Topic.Name, "Address", texts.ShortHouse(v.appeal.House.Address),
		"Words", f.way(v.call.Token))}}
	return m, err
}

// way is what a neighbour opens, or writes to the bot whose address nobody knows.
func (f flow) way(token string) string {
	if f.Address != nil {
		if bot := f.Address(); bot != "" {
			return bot + "?start=" + housing.AppealJoinPrefix + token
		}
	}
	return "/start " + housing.AppealJoinPrefix + token
}

func (f flow) showCall(s scene, v called) dialogs.Screen {
	a, c := &v.appeal, v.call
	text := texts.Join("\n", "*"+f.t.T("appeal.call")+"*", f.joined(a.Joined))
	switch {
	case !a.Callable():
		return dialogs.Screen{Text: texts.Join("\n", text, f.t.T("appeal.call_over"))}
	case !c.Open():
		named := f.t.Label("appeal.call_type")
		if v.name != "" {
			named = f.t.Label("appeal.call_named", "Name", v.name)
		}
		return dialogs.Screen{
			Text: texts.Join("\n", text, f.t.T("appeal.call_ask", "Late", !a.Unsent())),
			Rows: [][]dialogs.Button{
				dialogs.On(f.t.Label("appeal.call_nameless"), "open"), dialogs.On(named, "named"),
			},
		}
	}
	until := housing.DateOf(c.Expires.In(a.Location()))
	screen := dialogs.Screen{
		Text: texts.Join("\n", text, f.t.T("appeal.call_open", "Until", texts.Until(until, a.Day(s.Now)),
			"Words", f.way(c.Token), "Name", c.Name), f.chats(c)),
		Rows: [][]dialogs.Button{dialogs.Copying(f.t.Label("appeal.call_copy"), f.way(c.Token))},
	}
	if c.Chats > 0 && !c.Posted {
		screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.call_post"), "post"))
	}
	screen.Rows = append(screen.Rows, dialogs.On(f.t.Label("appeal.call_close"), "close"))
	return screen
}

// chats says what the chats of the house are for here.
func (f flow) chats(c housing.AppealCall) texts.Text {
	switch {
	case c.Posted:
		return f.t.T("appeal.call_there")
	case c.Chats > 0:
		return f.t.T("appeal.call_chat")
	}
	return ""
}

// joined tells how many joined.
func (f flow) joined(j housing.AppealJoined) texts.Text {
	if j.All() == 0 {
		return f.t.T("appeal.joined_none")
	}
	var text texts.Text
	if j.People > 0 {
		text = f.t.T("appeal.joined", "N", j.People) + " " + f.t.T("appeal.joined_flats", "N", j.Flats)
	}
	if j.Late > 0 {
		text = texts.Join("\n", text, f.t.T("appeal.joined_late", "N", j.Late))
	}
	return text
}

// callname asks by which name neighbours read who calls them.
func (f flow) callname() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "callname", Next: []string{"call"}, Load: f.load,
		Show: func(scene, housing.Appeal) dialogs.Screen {
			return dialogs.Screen{Text: f.t.T("appeal.name_ask")}
		},
		Decide: func(s scene, _ housing.Appeal, in dialogs.Input) move {
			name, ok := housing.ParseAppealName(in.Text)
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case !ok:
				return dialogs.Refuse(s.Draft, f.t.T("appeal.name_unclear"))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "open", Arg: name})
		},
		Commit: f.decideCall,
	}
}

// release asks before an author changes what neighbours joined.
func (f flow) release() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "release", Load: f.load,
		Next: []string{"where", "topic", "addressee", "text", "files", "preview"},
		Show: func(_ scene, a housing.Appeal) dialogs.Screen {
			return dialogs.Screen{
				Text: f.t.T("appeal.release_ask", "N", a.Joined.People),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("appeal.release_no"), "no"),
					dialogs.On(f.t.Label("appeal.release_yes"), "yes"),
				},
			}
		},
		Decide: func(s scene, _ housing.Appeal, in dialogs.Input) move {
			switch in.Act.Do {
			case "no":
				return dialogs.To(draft{Appeal: s.Draft.Appeal}, "preview")
			case "yes":
				return dialogs.Do(s.Draft, dialogs.Act{Do: "release", Arg: s.Draft.Fix})
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			return dialogs.To(draft{Appeal: s.Draft.Appeal}, intent.Arg),
				f.Calls.ReleaseJoined(ctx, s.Once, s.Person.ID, s.Draft.Appeal, s.Now)
		},
	}
}

// signed names those who agreed to stand in the letter.
func signed(all []housing.AppealSigner) string {
	names := make([]string, len(all))
	for i, x := range all {
		names[i] = x.Name
	}
	return strings.Join(names, ", ")
}
