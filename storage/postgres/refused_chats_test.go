package postgres_test

import (
	"context"

	"dombot/internal/housing"
)

// chatRows are the groups of neighbours that the organisation looks after.
func (e *estate) chatRows() map[string]tried {
	issue := func(ctx context.Context, l housing.ChatLink, kind housing.ChatLinkKind) func() error {
		l.Kind = kind
		return func() error { return e.chats.Issue(ctx, l, e.secret(), e.after) }
	}
	return map[string]tried{
		"Chats.List": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.chats.List(ctx, p, e.org))
		},
		"Chats.Houses": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				houses := func(typed string) func() error {
					return func() error { return ifAny(e.chats.Houses(ctx, p, org, housing.ParseQuery(typed), 9)) }
				}
				return anyOf(houses(""), houses("ленина 12"))
			})
		},
		"Chats.Keepers": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.chats.Keepers(ctx, p, e.org))
		},
		"Chats.Chat": func(ctx context.Context, p housing.PersonID) error {
			return told(e.chats.Chat(ctx, p, e.chat))
		},
		"Chats.Poll": func(ctx context.Context, p housing.PersonID) error {
			_, _, err := e.chats.Poll(ctx, p, e.chat)
			return err
		},
		"Chats.Issue": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				l, whole := e.trust(p, org), e.trust(p, org)
				whole.House = housing.House{}
				return anyOf(issue(ctx, l, housing.ChatLinkKeeper), issue(ctx, l, housing.ChatLinkGroup),
					issue(ctx, whole, housing.ChatLinkGroup))
			})
		},
		"Chats.Trust": func(ctx context.Context, p housing.PersonID) error {
			return e.secrets(e.trusted, func(hash housing.TokenHash) error {
				_, _, err := e.chats.Trust(ctx, p, hash, e.after)
				return err
			})
		},
		"Chats.Keep": func(ctx context.Context, p housing.PersonID) error {
			return e.secrets(e.trusted, func(hash housing.TokenHash) error {
				return e.chats.Keep(ctx, e.once(), p, hash, e.after)
			})
		},
		"Chats.Save": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				was, again, other := e.group(e.chat, org), e.group(0, org), e.group(0, org)
				was.Houses = append(was.Houses, e.house("ленина 5").ID)
				other.Place.Chat--
				save := func(c housing.ChatSetting) func() error {
					return func() error { return told(e.chats.Save(ctx, e.once(), p, c, e.after)) }
				}
				return anyOf(save(was), save(again), save(other))
			})
		},
		"Chats.Dismiss": func(ctx context.Context, p housing.PersonID) error {
			return e.chats.Dismiss(ctx, e.once(), p, e.keeper, e.after)
		},
		"Chats.EndPoll": func(ctx context.Context, p housing.PersonID) error {
			return e.chats.EndPoll(ctx, e.once(), p, e.poll, e.after)
		},
		"Chats.AskPoll": func(ctx context.Context, p housing.PersonID) error {
			return e.chats.AskPoll(ctx, e.once(), p, e.question(), e.after)
		},
		"Chats.Detach": func(ctx context.Context, p housing.PersonID) error {
			return e.chats.Detach(ctx, e.once(), p, e.chat, e.after)
		},
	}
}
