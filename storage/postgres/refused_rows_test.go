package postgres_test

import (
	"context"
	"maps"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// rows are the reads and deeds of an account and of what belongs to it.
func (e *estate) rows() map[string]tried {
	all := map[string]tried{}
	for _, part := range []map[string]tried{
		e.accountRows(), e.readingRows(), e.moneyRows(), e.appealRows(), e.appealLaterRows(), e.meetingRows(),
		e.votingRows(), e.deskRows(), e.workRows(), e.forumRows(), e.crewRows(), e.chatRows(), e.outageRows(),
		e.draftRows(), e.licenceRows(), e.exchangeRows(), e.registerRows(),
	} {
		maps.Copy(all, part)
	}
	return all
}

func (e *estate) accountRows() map[string]tried {
	stored := &postgres.Stored{DB: e.db}
	grant := housing.Grant{Role: housing.Family, Rights: housing.Granted()}
	return map[string]tried{
		"Accounts.Connections": func(ctx context.Context, p housing.PersonID) error {
			links, err := e.accounts.Connections(ctx, p)
			for _, l := range links {
				if l.Account.ID == e.account && !l.Suspended {
					return nil
				}
			}
			if err == nil {
				return errNothing
			}
			return err
		},
		"Accounts.Connection": func(ctx context.Context, p housing.PersonID) error {
			l, err := e.accounts.Connection(ctx, p, e.account)
			if l.Suspended && l.Account.Holder == "" && l.Account.Area.IsZero() {
				return errNothing // only that it is to be proved again
			}
			return err
		},
		"Accounts.Proven": func(ctx context.Context, p housing.PersonID) error {
			_, _, err := e.accounts.Proven(ctx, p, e.account, e.after)
			return err
		},
		"Accounts.Connect": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.accounts.Connect(ctx, e.once(), housing.Connecting{
				Person: p, Account: e.account, Role: housing.Owner,
			}, e.after)
			return err
		},
		"Accounts.Rename": func(ctx context.Context, p housing.PersonID) error {
			if e.int("SELECT count(*) FROM links WHERE person_id = $1 AND suspended_at IS NOT NULL", int64(p)) > 0 {
				return errNothing // the name is the person's own
			}
			return e.accounts.Rename(ctx, e.once(), p, e.account+1000, "Моё")
		},
		"Accounts.Disconnect": func(ctx context.Context, p housing.PersonID) error {
			return e.accounts.Disconnect(ctx, e.once(), p, e.account+1000, e.after) // one's own link may always end
		},
		"Family.Household": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.family.Household(ctx, p, e.account, e.after)
			return err
		},
		"Family.Disown": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.family.Disown(ctx, e.once(), housing.Disowning{Person: p, Account: e.account, Link: e.link}, e.after)
			return err
		},
		"Family.Welcome": func(ctx context.Context, p housing.PersonID) error {
			return e.family.Welcome(ctx, e.once(), housing.Welcoming{
				Person: p, Account: e.account, Grant: grant, Called: "Я", Hash: housing.HashToken("mine"),
			}, e.after)
		},
		"Family.Admit": func(ctx context.Context, p housing.PersonID) error {
			return e.family.Admit(ctx, e.once(), e.hosting(p, 0, e.came), e.after)
		},
		"Family.Decline": func(ctx context.Context, p housing.PersonID) error {
			return e.family.Decline(ctx, e.once(), e.hosting(p, 0, e.invite), e.after)
		},
		"Family.Grant": func(ctx context.Context, p housing.PersonID) error {
			return e.family.Grant(ctx, e.once(), e.hosting(p, e.member, 0), grant, e.after)
		},
		"Family.Remove": func(ctx context.Context, p housing.PersonID) error {
			return e.family.Remove(ctx, e.once(), e.hosting(p, e.member, 0), e.after)
		},
		"Requests.File": func(ctx context.Context, p housing.PersonID) error {
			_, _, err := e.requests.File(ctx, e.once(), housing.Request{
				Kind: housing.ReadingWrong, Person: p, Account: e.account, Meter: e.meter,
			}, e.after)
			return err
		},
		"Stored.Of": func(ctx context.Context, p housing.PersonID) error {
			all, err := stored.Of(ctx, p, e.after)
			for _, part := range all.Parts {
				if part.Name == "payments" || part.Name == "appeals" || part.Name == "looks" {
					if len(part.Rows) > 0 {
						return nil
					}
				}
			}
			if err == nil {
				return errNothing
			}
			return err
		},
		"Stored.Looks": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(stored.Looks(ctx, p, 10))
		},
		"SignIns.Arrived": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.signs.Arrived(ctx, p, housing.HashToken("way"), e.after)
			return err
		},
		"SignIns.Finish": func(ctx context.Context, p housing.PersonID) error {
			return e.signs.Finish(ctx, e.once(), p, housing.HashToken("way"), e.after)
		},
	}
}

func (e *estate) readingRows() map[string]tried {
	return map[string]tried{
		"Readings.Page": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.readings.Page(ctx, p, e.account, e.after)
			return err
		},
		"Readings.Meters": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.readings.Meters(ctx, p, e.account)
			return err
		},
		"Readings.History": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.readings.History(ctx, p, e.meter, 0, 5)
			return err
		},
		"Readings.Save": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.readings.Save(ctx, e.once(), november1(p, e.account, e.meter, "140"), e.after)
			return err
		},
		"Pictures.Picture": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.pictures.Picture(ctx, p, e.picture, e.after)
			return err
		},
		"Pictures.Keep": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.pictures.Keep(ctx, e.once(), photo(p, e.account, e.meter, "other"), e.after)
			return err
		},
		"Pictures.Place": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.pictures.Place(ctx, e.once(), housing.Placing{Person: p, Picture: e.loose, Meter: e.meter}, e.after)
			return err
		},
		"Outages.Report": func(ctx context.Context, p housing.PersonID) error {
			house := e.house("ленина 12").ID
			if e.int("SELECT count(*) FROM links WHERE person_id = $1 AND suspended_at IS NULL AND ends_at > $2",
				int64(p), e.after) > 0 {
				return errNothing // who lives there says that there is no water, whatever else they may do
			}
			_, err := e.outages.Report(ctx, e.once(), housing.OutageReport{Person: p, House: house, Utility: "cold_water"}, e.after)
			return err
		},
		"Outages.Losses": func(ctx context.Context, p housing.PersonID) error {
			all, err := e.outages.Losses(ctx, p, e.after)
			for _, l := range all {
				if l.Account.ID == e.account {
					return nil
				}
			}
			if err == nil {
				return errNothing
			}
			return err
		},
		"Outages.KeepRecalculations": func(ctx context.Context, p housing.PersonID) error {
			n, err := e.outages.KeepRecalculations(ctx, e.once(), p, e.after)
			if err == nil && n == 0 {
				return errNothing
			}
			return err
		},
		"Reminders.Asked": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.reminders.Asked(ctx, p, housing.RemindPayment, e.after))
		},
		"Reminders.Say": func(ctx context.Context, p housing.PersonID) error {
			err := e.reminders.Say(ctx, e.once(), housing.ReminderSaying{
				Person: p, Topic: housing.RemindPayment, Account: e.account, Said: "paid",
			}, e.after)
			if err == nil && e.int("SELECT count(*) FROM reminder_says WHERE person_id = $1", int64(p)) == 0 {
				return errNothing
			}
			return err
		},
	}
}

func (e *estate) moneyRows() map[string]tried {
	return map[string]tried{
		"Documents.Statement": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.documents.Statement(ctx, p, e.account, october(), e.after)
			return err
		},
		"Documents.Months": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.documents.Months(ctx, p, e.account, october().Add(-5)))
		},
		"Payments.Bills": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.payments.Bills(ctx, p, e.account, e.after)
			return err
		},
		"Payments.Begin": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.payments.Begin(ctx, e.once(), e.paying(p, e.bill, "100"), e.after)
			return err
		},
		"Payments.Due": func(ctx context.Context, p housing.PersonID) error {
			due, err := e.payments.Due(ctx, p)
			return without(due, e.account, err)
		},
		"Payments.Payment": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.payments.Payment(ctx, p, e.payment)
			return err
		},
		"Payments.History": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.payments.History(ctx, p, 0, 10))
		},
		"Payments.GiveUp": func(ctx context.Context, p housing.PersonID) error {
			return e.payments.GiveUp(ctx, e.once(), p, e.payment, e.after)
		},
	}
}

func (e *estate) appealRows() map[string]tried {
	return map[string]tried{
		"Appeals.Appeals": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.appeals.Appeals(ctx, p, 10))
		},
		"Appeals.Appeal": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.appeals.Appeal(ctx, p, e.sent)
			return err
		},
		"Appeals.FileOf": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.appeals.FileOf(ctx, p, e.sent, e.file)
			return err
		},
		"Appeals.Events": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.appeals.Events(ctx, p, e.sent))
		},
		"Appeals.Send": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.appeals.Send(ctx, e.once(), housing.AppealSending{Person: p, Appeal: e.draft}, e.after)
			return err
		},
		"Appeals.File": func(ctx context.Context, p housing.PersonID) error {
			return e.appeals.File(ctx, e.once(), housing.AppealFiled{
				Person: p, Appeal: e.sent, On: housing.DateOf(e.after), Number: "1",
			}, e.after)
		},
		"Appeals.Close": func(ctx context.Context, p housing.PersonID) error {
			return e.appeals.Close(ctx, e.once(), housing.AppealClosing{
				Person: p, Appeal: e.sent, To: housing.AppealWithdrawn,
			}, e.after)
		},
		"Appeals.Call": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.appeals.Call(ctx, p, e.sent, e.after)
			return err
		},
		"Appeals.OpenCall": func(ctx context.Context, p housing.PersonID) error {
			return e.appeals.OpenCall(ctx, e.once(), housing.AppealCalling{Person: p, Appeal: e.draft, Token: "x"}, e.after)
		},
		"Appeals.CloseCall": func(ctx context.Context, p housing.PersonID) error {
			return e.appeals.CloseCall(ctx, e.once(), p, e.sent, e.after)
		},
		"Appeals.ReleaseJoined": func(ctx context.Context, p housing.PersonID) error {
			return e.appeals.ReleaseJoined(ctx, e.once(), p, e.sent, e.after)
		},
		"Appeals.PostCall": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.appeals.PostCall(ctx, e.once(), p, e.sent, e.after)
			return err
		},
		"Appeals.Leave": func(ctx context.Context, p housing.PersonID) error {
			return e.appeals.Leave(ctx, e.once(), p, e.sent, e.after)
		},
		"Appeals.SharedOne": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.appeals.SharedOne(ctx, p, e.sent)
			return err
		},
		"Appeals.SharedEvents": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.appeals.SharedEvents(ctx, p, e.sent))
		},
		"Appeals.Signers": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.appeals.Signers(ctx, p, e.sent))
		},
	}
}
