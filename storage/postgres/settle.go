package postgres

import (
	"context"
	"encoding/json"
	"fmt"
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

// Opened notes that the acquirer knows a payment, its number there and where it
// is paid. One that is no longer new only learns the number.
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
			_, err := run(ctx, tx, `UPDATE payments SET external = $2, url = $3 WHERE id = $1 AND external IS NULL`,
				int64(id), external, url)
			return err
		}
		if _, err := run(ctx, tx, openPayment, int64(id), external, url, now.Add(firstAsk)); err != nil {
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

// Settle moves a payment to another state and books what follows from it. False:
// it is there already, or may not go there.
func (s *Payments) Settle(
	ctx context.Context, id housing.PaymentID, to housing.Settling, now time.Time,
) (moved bool, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
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
	SET state = $2, settled_at = $3, due_at = CASE WHEN $2 = 'expired' THEN due_at END, taken_until = NULL
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
	if _, err := run(ctx, tx, movePayment, int64(p.ID), string(to.State), to.At); err != nil {
		return false, err
	}
	if err := noteStep(ctx, tx, int64(p.ID), to, now); err != nil {
		return false, err
	}
	what := "payment." + string(to.State)
	if err := audit(ctx, tx, deed{p.Person, p.Account.ID, what, now}); err != nil {
		return false, err
	}
	if to.State == housing.PaymentSucceeded {
		if err := book(ctx, tx, p); err != nil {
			return false, err
		}
	}
	if err := tellPayer(ctx, tx, p, to, now); err != nil || to.State != housing.PaymentSucceeded {
		return true, err
	}
	_, err := writeMail(ctx, tx, paidLetter(p, to.At, now))
	return true, err
}

const insertAllocation = `
	INSERT INTO allocations (payment_id, line, kind, period, document_id, charge, service, sum)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

// book divides the money among what it pays.
func book(ctx context.Context, tx *Tx, p housing.Payment) error {
	line := 0
	put := func(kind string, part housing.PaymentPart, charge any, service string, sum decimal.Decimal) error {
		line++
		_, err := run(ctx, tx, insertAllocation, int64(p.ID), line, kind, periodArg(part.Period),
			idArg(p.Document), charge, service, sum)
		return err
	}
	for _, part := range p.Parts {
		if part.Kind != housing.PartCharges {
			if err := put(string(part.Kind), part, nil, "", part.Sum); err != nil {
				return fmt.Errorf("book payment: %w", err)
			}
			continue
		}
		charges, due, err := servicesDue(ctx, tx, p)
		if err != nil {
			return err
		}
		shares, rest := housing.Allocate(part.Sum, due)
		for _, a := range shares {
			kind := string(housing.PartCharges)
			if a.Penalty {
				kind = "penalty"
			}
			if err := put(kind, part, a.Index, charges[a.Index].Service, a.Sum); err != nil {
				return fmt.Errorf("book payment: %w", err)
			}
		}
		if rest.IsPositive() { // the document was re-issued with less
			if err := put(string(housing.PartAdvance), part, nil, "", rest); err != nil {
				return fmt.Errorf("book payment: %w", err)
			}
		}
	}
	return nil
}

const selectPaidDocument = `SELECT content::text FROM documents WHERE id = $1 AND period = $2`

const selectAllocated = `
	SELECT l.charge, l.kind, sum(l.sum) AS sum
	FROM allocations l
	JOIN payments y ON y.id = l.payment_id AND y.state = 'succeeded'
	WHERE l.document_id = $1 AND l.charge IS NOT NULL
	GROUP BY l.charge, l.kind`

// servicesDue returns the charges of the payment's document and what those of
// its payee still wait for.
func servicesDue(
	ctx context.Context, tx *Tx, p housing.Payment,
) ([]housing.Charge, []housing.ServiceDue, error) {
	if p.Document == 0 {
		return nil, nil, nil
	}
	var stored string
	period := p.Parts[0].Period
	if err := get(ctx, tx, &stored, selectPaidDocument, int64(p.Document), periodArg(period)); err != nil {
		return nil, nil, fmt.Errorf("find document of payment: %w", err)
	}
	var content documentContent
	if err := json.Unmarshal([]byte(stored), &content); err != nil {
		return nil, nil, fmt.Errorf("read document of payment: %w", err)
	}
	var paid []struct {
		Charge int             `db:"charge"`
		Kind   string          `db:"kind"`
		Sum    decimal.Decimal `db:"sum"`
	}
	if err := list(ctx, tx, &paid, selectAllocated, int64(p.Document)); err != nil {
		return nil, nil, fmt.Errorf("sum what services got: %w", err)
	}
	got := map[int]housing.ServiceDue{}
	for _, x := range paid {
		d := got[x.Charge]
		if x.Kind == "penalty" {
			d.Penalty = x.Sum
		} else {
			d.Main = x.Sum
		}
		got[x.Charge] = d
	}
	var due []housing.ServiceDue
	for i := range content.Charges {
		if !forPayee(content, i, p.Payee) {
			continue
		}
		c := content.Charges[i]
		main, penalty := c.Total.Sub(c.Penalty), c.Penalty
		if c.Kind == housing.PenaltyCharge {
			main, penalty = decimal.Zero, c.Total
		}
		due = append(due, housing.ServiceDue{
			Index: i, Main: main.Sub(got[i].Main), Penalty: penalty.Sub(got[i].Penalty),
		})
	}
	return content.Charges, due, nil
}

// forPayee reports whether a charge is the payee's.
func forPayee(c documentContent, charge int, p housing.Payee) bool {
	at := c.Charges[charge].Requisite
	if at < 0 || at >= len(c.Requisites) {
		return len(c.Requisites) == 0
	}
	return c.Requisites[at].BIK == p.BIK && c.Requisites[at].Account == p.Account
}

const insertPayerNotice = `
	WITH fresh AS (
		INSERT INTO notices (key, kind, args, at)
		VALUES ($1, $2, $3::jsonb, $4)
		ON CONFLICT (key) DO NOTHING
		RETURNING id
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT fresh.id, people.bot_id, people.chat_id, $4
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
		"payment": fmt.Sprint(int64(p.ID)), "operation": p.Number, "payee": p.Payee.Name,
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
	return nil
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
