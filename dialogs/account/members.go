package account

import (
	"context"
	"strconv"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

func (c card) loadMembers(ctx context.Context, s cardScene) ([]housing.Member, error) {
	return c.Household.Household(ctx, s.Person.ID, s.Draft.Account)
}

// members shows who is connected, by role and day: names from Telegram are
// not shown to anybody.
func (c card) members() dialogs.Step[cardDraft, []housing.Member] {
	return dialogs.Step[cardDraft, []housing.Member]{
		ID: "members", Next: []string{"stranger"},
		Load: c.loadMembers,
		Show: func(s cardScene, members []housing.Member) dialogs.Screen {
			text := c.t.T("account.members_heading")
			var rows [][]dialogs.Button
			for i, m := range members {
				text = texts.Join("\n", text, c.memberLine(s, i, m))
				if !m.Self {
					label := c.t.Label("account.not_ours", "Index", i+1)
					rows = append(rows, dialogs.OnArg(label, "stranger", strconv.FormatInt(m.Link, 10)))
				}
			}
			if len(rows) == 0 {
				text = texts.Join("\n", text, c.t.T("account.members_alone"))
			}
			return dialogs.Screen{Text: text, Rows: rows}
		},
		Decide: func(s cardScene, _ []housing.Member, in dialogs.Input) cardMove {
			if in.Act.Do != "stranger" {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Link, _ = strconv.ParseInt(in.Act.Arg, 10, 64)
			return dialogs.To(s.Draft, "stranger")
		},
	}
}

func (c card) memberLine(s cardScene, i int, m housing.Member) texts.Text {
	key := "account.member"
	if m.Self {
		key = "account.member_self"
	}
	return c.t.T(key, "Index", i+1, "Role", roleName(m.Role, c.t),
		"Since", texts.Date(housing.DateOf(m.Since.In(s.Now.Location())), housing.DateOf(s.Now)))
}

// disowning is the intent of ‹Это не наши›.
type disowning struct{}

func (c card) stranger() dialogs.Step[cardDraft, []housing.Member] {
	return dialogs.Step[cardDraft, []housing.Member]{
		ID: "stranger", Next: []string{"members"}, Bare: true,
		Load: c.loadMembers,
		Skip: func(s cardScene, members []housing.Member) (cardMove, bool) {
			for _, m := range members {
				if m.Link == s.Draft.Link && !m.Self {
					return cardMove{}, false
				}
			}
			return dialogs.To(s.Draft, "members"), true
		},
		Show: func(cardScene, []housing.Member) dialogs.Screen {
			return dialogs.Screen{Text: c.t.T("account.stranger_ask"), Rows: [][]dialogs.Button{
				dialogs.On(c.t.Label("account.stranger_yes"), "disown"),
				dialogs.On(c.t.Label("account.keep"), "keep"),
			}}
		},
		Decide: func(s cardScene, _ []housing.Member, in dialogs.Input) cardMove {
			switch in.Act.Do {
			case "disown":
				return dialogs.Do(s.Draft, disowning{})
			case "keep":
				return cardMove{Draft: s.Draft, Back: true}
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s cardScene, _ any) (cardMove, error) {
			number, err := c.Household.Disown(ctx, s.Once, housing.Disowning{
				Person: s.Person.ID, Account: s.Draft.Account, Link: s.Draft.Link,
			}, s.Now)
			notice := c.t.T("account.stranger_done", "Request", number)
			return cardMove{Draft: s.Draft, Back: true, Notice: notice}, err
		},
	}
}
