package account

import (
	"context"
	"slices"

	"dombot/dialogs"
	"dombot/dialogs/pick"
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
				if !m.Self && mayShutOut(members) {
					label := c.t.Label("account.not_ours", "Index", i+1)
					rows = append(rows, dialogs.OnArg(label, "stranger", pick.Key(m.Link)))
				}
			}
			if len(members) == 1 {
				text = texts.Join("\n", text, c.t.T("account.members_alone"))
			}
			return dialogs.Screen{Text: text, Rows: rows}
		},
		Decide: func(s cardScene, _ []housing.Member, in dialogs.Input) cardMove {
			if in.Act.Do != "stranger" {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Link = pick.OfKey[int64](in.Act.Arg)
			return dialogs.To(s.Draft, "stranger")
		},
	}
}

// mayShutOut reports whether the reader may say that somebody is a stranger.
func mayShutOut(members []housing.Member) bool {
	return slices.ContainsFunc(members, func(m housing.Member) bool {
		return m.Self && slices.Contains(m.Role.Rights(), housing.MayShare)
	})
}

func (c card) memberLine(s cardScene, i int, m housing.Member) texts.Text {
	key := "account.member"
	if m.Self {
		key = "account.member_self"
	}
	return c.t.T(key, "Index", i+1, "Role", roleName(m.Role, c.t),
		"Since", texts.Date(housing.DateOf(m.Since.In(s.Now.Location())), housing.DateOf(s.Now)))
}

// stranger asks before somebody is shut out.
func (c card) stranger() dialogs.Step[cardDraft, []housing.Member] {
	return pick.Sure[cardDraft, []housing.Member]{
		ID: "stranger", Next: []string{"members"},
		Yes: c.t.Label("account.stranger_yes"), No: c.t.Label("account.keep"),
		Load: c.loadMembers,
		Skip: func(s cardScene, members []housing.Member) (cardMove, bool) {
			for _, m := range members {
				if m.Link == s.Draft.Link && !m.Self {
					return cardMove{}, false
				}
			}
			return dialogs.To(s.Draft, "members"), true
		},
		Ask: func(cardScene, []housing.Member) texts.Text { return c.t.T("account.stranger_ask") },
		Commit: func(ctx context.Context, s cardScene) (cardMove, error) {
			number, err := c.Household.Disown(ctx, s.Once, housing.Disowning{
				Person: s.Person.ID, Account: s.Draft.Account, Link: s.Draft.Link,
			}, s.Now)
			notice := c.t.T("account.stranger_done", "Request", number)
			return cardMove{Draft: s.Draft, Back: true, Notice: notice}, err
		},
	}.Step()
}
