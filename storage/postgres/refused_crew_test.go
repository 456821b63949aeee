package postgres_test

import (
	"context"

	"dombot/internal/housing"
)

// told is the error of a read that tells something wherever it does not refuse.
func told[T any](_ T, err error) error { return err }

// managing is what somebody says of the operator and of the invitation of the bureau, for an organisation.
func (e *estate) managing(p housing.PersonID, org housing.OrganisationID) housing.Managing {
	return housing.Managing{
		By: p, Organisation: org, Operator: e.crew, Hiring: e.hiring, Role: housing.StaffViewer, Signs: true,
	}
}

// crewRows are those who work for the organisation: who they are, who comes and goes.
func (e *estate) crewRows() map[string]tried {
	type deed func(context.Context, housing.Once, housing.Managing) error
	manage := func(do deed) tried { // an administrator of another organisation has not this operator there
		return func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error { return do(ctx, e.once(), e.managing(p, org)) })
		}
	}
	return map[string]tried{
		"Operators.Work": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Work(ctx, p, e.org))
		},
		"Operators.Crew": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Crew(ctx, p, e.org))
		},
		"Operators.Watch": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Watch(ctx, p, e.org))
		},
		"Operators.Journal": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Journal(ctx, p, e.org, 0, 9))
		},
		"Operators.Pending": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Pending(ctx, p, e.org, e.after))
		},
		"Operators.Hire": func(ctx context.Context, p housing.PersonID) error {
			return e.operators.Hire(ctx, housing.Hiring{
				Organisation: e.org, Name: "Я", Role: housing.StaffAdmin, Hash: e.secret(), Issued: e.after, By: p,
			})
		},
		"Operators.Hired": func(ctx context.Context, p housing.PersonID) error {
			return e.secrets(e.hired, func(hash housing.TokenHash) error {
				return told(e.operators.Hired(ctx, p, hash, e.after))
			})
		},
		"Operators.Join": func(ctx context.Context, p housing.PersonID) error {
			return e.secrets(e.hired, func(hash housing.TokenHash) error {
				return told(e.operators.Join(ctx, e.once(), p, hash, e.after))
			})
		},
		"Operators.Revoke": manage(func(ctx context.Context, o housing.Once, m housing.Managing) error {
			return e.operators.Revoke(ctx, o, m, e.after)
		}),
		"Operators.Assign": manage(func(ctx context.Context, o housing.Once, m housing.Managing) error {
			return e.operators.Assign(ctx, o, m, e.after)
		}),
		"Operators.Sign": manage(func(ctx context.Context, o housing.Once, m housing.Managing) error {
			return e.operators.Sign(ctx, o, m, e.after)
		}),
		"Operators.Dismiss": manage(func(ctx context.Context, o housing.Once, m housing.Managing) error {
			return e.operators.Dismiss(ctx, o, m, e.after)
		}),
		"Operators.EndShift": manage(func(ctx context.Context, o housing.Once, m housing.Managing) error {
			return e.operators.EndShift(ctx, o, m, e.after)
		}),
		"Operators.TakeShift": func(ctx context.Context, p housing.PersonID) error {
			return e.operators.TakeShift(ctx, e.once(), housing.Managing{By: p, Organisation: e.org}, e.after)
		},
	}
}

// secrets tries one that somebody used up, and all that the one who tries has.
func (e *estate) secrets(used housing.TokenHash, try func(housing.TokenHash) error) error {
	tries := []func() error{func() error { return try(used) }}
	for _, hash := range e.hold {
		tries = append(tries, func() error { return try(hash) })
	}
	return anyOf(tries...)
}
