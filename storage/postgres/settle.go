package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// openTime is how long whoever makes a payment has to tell the acquirer of it,
// before others do.
const openTime = 5 * time.Second

func minPayment() decimal.Decimal { return decimal.NewFromInt(housing.MinPayment) }
func maxPayment() decimal.Decimal { return decimal.NewFromInt(housing.MaxPayment) }

// feeOf returns the commission that a payer is shown.
func feeOf(r housing.PayRule, p housing.Paying) decimal.Decimal {
	if p.Free {
		return decimal.Zero
	}
	return r.Fee(p.Sum)
}

const lockPayment = selectPayments + ` WHERE y.id = $1 FOR UPDATE OF y`

const openPayment = `
	UPDATE payments
	SET state = 'pending', external = $2, url = $3, due_at = $4, taken_until = NULL
	WHERE id = $1`

// A call-back may tell the number before the page is known.
const learnPayment = `
	UPDATE payments
	SET external = $2, url = $3
	WHERE id = $1 AND (external IS NULL OR external = $2 AND url = '')`

// Opened notes that the acquirer knows a payment, its number there and where it
// is paid. One that is no longer new only learns what it lacks of these.
func (s *Payments) Opened(
	ctx context.Context, id housing.PaymentID, external, url string, now time.Time,
) error {
	err := s.DB.inTx(ctx, func(tx *Tx) error {
		found, err := findPayment(ctx, tx, lockPayment, int64(id))
		switch {
		case err != nil:
			return err
		case found == nil:
			return notFound("error.payment_unknown")
		case found.State != housing.PaymentCreated:
			_, err := run(ctx, tx, learnPayment, int64(id), external, url)
			return err
		}
		if _, err := run(ctx, tx, openPayment, int64(id), external, url, now.Add(firstAsk)); err != nil {
			return err
		}
		if _, err := run(ctx, tx, sentReceipt, int64(id)); err != nil {
			return err
		}
		return noteStep(ctx, tx, int64(id), housing.Settling{State: housing.PaymentPending}, now)
	})
	if err != nil {
		return fmt.Errorf("note opened payment: %w", err)
	}
	return nil
}

// firstAsk is when the acquirer is asked first: the payer needs that long.
const firstAsk = 5 * time.Second

// Two payments of one bill are booked one after the other: the second one finds
// what the first left. Whoever needs both locks the account before the payment.
const lockPaymentAccount = `
	SELECT 1 FROM accounts WHERE id = (SELECT account_id FROM payments WHERE id = $1) FOR NO KEY UPDATE`

// Settle moves a payment to another state and books what follows from it. False:
// it is there already, or may not go there.
func (s *Payments) Settle(
	ctx context.Context, id housing.PaymentID, to housing.Settling, now time.Time,
) (moved bool, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		if _, err := run(ctx, tx, lockPaymentAccount, int64(id)); err != nil {
			return err
		}
		found, err := findPayment(ctx, tx, lockPayment, int64(id))
		switch {
		case err != nil:
			return err
		case found == nil:
			return notFound("error.payment_unknown")
		}
		moved, err = move(ctx, tx, *found, to, now)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("settle payment: %w", err)
	}
	return moved, nil
}

// A payment that we gave up is asked for still; one that is final is not.
const movePayment = `
	UPDATE payments
	SET state = $2, settled_at = $3, due_at = CASE WHEN $2 = 'expired' THEN due_at END, taken_until = NULL,
		external = coalesce(nullif($4, ''), external)
	WHERE id = $1`

func move(
	ctx context.Context, tx *Tx, p housing.Payment, to housing.Settling, now time.Time,
) (bool, error) {
	if !p.State.May(to.State) {
		return false, nil
	}
	if to.At.IsZero() {
		to.At = now
	}
	if _, err := run(ctx, tx, movePayment, int64(p.ID), string(to.State), to.At, to.External); err != nil {
		return false, err
	}
	if err := noteStep(ctx, tx, int64(p.ID), to, to.At); err != nil {
		return false, err
	}
	what := "payment." + string(to.State)
	if err := audit(ctx, tx, deed{p.Person, p.Account.ID, what, now}); err != nil {
		return false, err
	}
	if err := follow(ctx, tx, p, to.State, now); err != nil {
		return false, err
	}
	if err := tellPayer(ctx, tx, p, to, now); err != nil || to.State != housing.PaymentSucceeded {
		return true, err
	}
	_, err := writeMail(ctx, tx, paidLetter(p, to.At, now))
	return true, err
}

// follow books money that was taken and has its receipt asked for. A payment that
// the acquirer is not told of any more loses the address for one.
func follow(
	ctx context.Context, tx *Tx, p housing.Payment, to housing.PaymentState, now time.Time,
) error {
	if to != housing.PaymentSucceeded {
		if p.State != housing.PaymentCreated {
			return nil
		}
		_, err := run(ctx, tx, sentReceipt, int64(p.ID))
		return err
	}
	if err := book(ctx, tx, p); err != nil {
		return err
	}
	_, err := run(ctx, tx, awaitReceipt, int64(p.ID), now.Add(firstReceipt))
	return err
}

const insertPayerNotice = `
	WITH fresh AS (
		INSERT INTO notices (key, kind, args, at)
		VALUES ($1, $2, $3::jsonb, $4)
		ON CONFLICT (key) DO NOTHING
		RETURNING id
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT fresh.id, people.bot_id, people.chat_id, $4, 1
	FROM fresh, people
	WHERE people.id = $5 AND people.reachable`

// tellPayer tells the payer what became of a payment: at once, whoever may see
// the account by then. One that expired is told when it is looked at.
func tellPayer(ctx context.Context, tx *Tx, p housing.Payment, to housing.Settling, now time.Time) error {
	kind, ok := map[housing.PaymentState]housing.NoticeKind{
		housing.PaymentSucceeded: housing.NoticePaid, housing.PaymentDeclined: housing.NoticeDeclined,
		housing.PaymentRefunded: housing.NoticeRefunded,
	}[to.State]
	if !ok || p.State == housing.PaymentCreated && to.State == housing.PaymentDeclined {
		return nil // who was not shown where to pay is answered in the dialog
	}
	mail, err := mailStands(ctx, tx, p.Person)
	if err != nil {
		return err
	}
	args, err := json.Marshal(map[string]string{
		"mail":    mail,
		"payment": strconv.FormatInt(int64(p.ID), 10), "operation": p.Number, "payee": p.Payee.Name,
		"sum": p.Sum.String(), "fee": p.Fee.String(), "number": p.Account.Number,
		"organisation": p.Account.House.Organisation.Name,
		"at":           to.At.In(p.Account.House.Location()).Format(time.RFC3339), "late": lateness(p),
	})
	if err != nil {
		return fmt.Errorf("encode notice: %w", err)
	}
	key := fmt.Sprintf("payment/%d/%s", int64(p.ID), kind)
	n, err := run(ctx, tx, insertPayerNotice, key, string(kind), string(args), now, int64(p.Person))
	if err != nil {
		return fmt.Errorf("tell payer: %w", err)
	}
	tx.wake = tx.wake || n > 0
	if kind == housing.NoticePaid {
		return nil // it has a letter of its own, whatever Telegram does
	}
	return mailLater(ctx, tx, key, now)
}

// mailStands says whether the operation is told of by e-mail: "sent", "ask" where
// no address is known, empty where no letters are sent.
func mailStands(ctx context.Context, tx *Tx, person housing.PersonID) (string, error) {
	if !tx.mail {
		return "", nil
	}
	var address string
	if err := get(ctx, tx, &address, selectEmail, int64(person)); err != nil {
		return "", fmt.Errorf("find address: %w", err)
	}
	if address == "" {
		return "ask", nil
	}
	return "sent", nil
}

// lateness says that the payer may have been told otherwise before.
func lateness(p housing.Payment) string {
	if p.State.Open() {
		return ""
	}
	return "late"
}
