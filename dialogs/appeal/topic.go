package appeal

import (
	"context"
	"strings"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/appeal/book"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// topic asks what it is about: from the tree, or by words.
func (f flow) topic() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "topic", Next: nexts("other"), Load: f.load,
		Doc:  []dialogs.Documented{{Step: "5", Labels: []string{"appeal.topic", "appeal.topic_other"}}},
		Show: f.showTopic,
		Decide: func(s scene, _ housing.Appeal, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			switch in.Act.Do {
			case pick.Choose:
				return f.chooseTopic(s.Draft, in.Act)
			case "all":
				return dialogs.Stay(draft{Appeal: s.Draft.Appeal})
			case "other":
				return dialogs.To(draft{Appeal: s.Draft.Appeal}, "other")
			}
			typed := housing.CleanText(in.Text)
			if in.Pressed() || typed == "" || utf8.RuneCountInString(typed) > housing.AppealTopicMax {
				return dialogs.Unknown(s.Draft)
			}
			return dialogs.Stay(draft{Appeal: s.Draft.Appeal, Query: typed})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			t, _ := f.Book.Topic(intent.Arg)
			return f.change(ctx, s, housing.AppealChange{Topic: &housing.AppealTopic{ID: t.ID, Name: t.Name}})
		},
	}
}

// chooseTopic goes down a branch, or takes a topic.
func (f flow) chooseTopic(d draft, act dialogs.Act) move {
	switch _, known := f.Book.Topic(act.Arg); {
	case !known: // of another version of the list
		return dialogs.Stay(draft{Appeal: d.Appeal})
	case len(f.Book.Below(act.Arg)) > 0:
		return dialogs.Stay(draft{Appeal: d.Appeal, Branch: act.Arg})
	}
	return dialogs.Do(d, act)
}

func (f flow) showTopic(s scene, _ housing.Appeal) dialogs.Screen {
	topics, key := f.Book.Below(s.Draft.Branch), "appeal.topic_ask"
	if s.Draft.Query != "" {
		topics, key = f.Book.FindTopics(s.Draft.Query), "appeal.topic_found"
		if len(topics) == 0 {
			key = "appeal.topic_none"
		}
	}
	heading := texts.Text("*") + f.t.T("appeal.topic") + "*"
	if branch, ok := f.Book.Topic(s.Draft.Branch); ok {
		heading += " › " + texts.Escape(branch.Name)
	}
	rows := pick.List(topicChoices(topics), s.Draft.Page, f.t)
	if s.Draft.Branch != "" || s.Draft.Query != "" {
		rows = append(rows, dialogs.On(f.t.Label("appeal.topic_all"), "all"))
	}
	return dialogs.Screen{
		Text: texts.Join("\n", f.t.T("appeal.step", "Step", 5)+" · "+heading,
			f.t.T(key, "Query", pick.Echo(s.Draft.Query))),
		Rows: append(rows, dialogs.On(f.t.Label("appeal.topic_other"), "other")),
	}
}

func topicChoices(topics []book.Topic) []pick.Choice {
	choices := make([]pick.Choice, len(topics))
	for i, t := range topics {
		choices[i] = pick.Choice{Label: t.Name, Arg: t.ID}
	}
	return choices
}

// other asks for a topic of one's own.
func (f flow) other() dialogs.Step[draft, housing.Appeal] {
	return dialogs.Step[draft, housing.Appeal]{
		ID: "other", Next: nexts(), Load: f.load,
		Show: func(scene, housing.Appeal) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n", "*"+f.t.T("appeal.topic_other")+"*", f.t.T("appeal.other_ask")),
			}
		},
		Decide: func(s scene, _ housing.Appeal, in dialogs.Input) move {
			name := strings.Join(strings.Fields(housing.CleanText(in.Text)), " ")
			switch {
			case in.Pressed():
				return dialogs.Unknown(s.Draft)
			case len(strings.Fields(housing.FoldAddress(name))) < 2:
				return dialogs.Refuse(s.Draft, f.t.T("appeal.other_short"))
			case utf8.RuneCountInString(name) > housing.AppealTopicMax:
				return dialogs.Refuse(s.Draft,
					f.t.T("appeal.other_long", "Count", utf8.RuneCountInString(name)))
			}
			return dialogs.Do(s.Draft, dialogs.Act{Do: "topic", Arg: name})
		},
		Commit: func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
			return f.change(ctx, s, housing.AppealChange{Topic: &housing.AppealTopic{Name: intent.Arg}})
		},
	}
}
