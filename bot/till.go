package bot

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
	"dombot/internal/texts"
)

// Till takes payments inside the messenger.
type Till interface {
	// Agree says whether money may be taken: a refusal is what the payer reads.
	Agree(ctx context.Context, b Bargain) (refusal texts.Text, err error)
	// Paid books money that was taken. It may be told twice.
	Paid(ctx context.Context, b Bargain) error
}

// Bargain is what Telegram says of a payment.
type Bargain struct {
	Bot, User, Chat int64
	Key             string // of the invoice
	Total           int64  // in the smallest units of the currency
	Currency        string
	Charge          string // the provider's number, once it is paid
}

// agreeTime leaves most of Telegram's ten seconds for the question and the answer on their way.
const agreeTime = 4 * time.Second

// agree answers the question whether money may be taken. Where nobody knows, it
// may not: nothing is lost then.
func (d *desk) agree(ctx context.Context, j job, q *tgbotapi.PreCheckoutQuery) state {
	refusal := d.Texts.T("payment.not_now")
	if d.Till != nil {
		limited, cancel := context.WithTimeout(ctx, agreeTime)
		said, err := d.Till.Agree(limited, Bargain{
			Bot: d.me.ID, User: q.From.ID, Chat: q.From.ID, Key: q.InvoicePayload,
			Total: int64(q.TotalAmount), Currency: q.Currency,
		})
		cancel()
		if err != nil {
			d.Log.ErrorContext(
				ctx,
				"payment was not agreed to",
				slog.Int64("update_id", j.id),
				slog.Any("err", err),
			)
		} else {
			refusal = said
		}
	}
	if err := d.API.AnswerPreCheckout(ctx, q.ID, refusal.Plain()); err != nil {
		d.Log.WarnContext(ctx, "question about a payment was not answered",
			slog.Int64("update_id", j.id), slog.Any("err", err))
	}
	return done
}

// paid books money. It is tried until it works; if the program ends before that,
// Telegram tells of it again.
func (d *desk) paid(ctx context.Context, j job, m *tgbotapi.Message) state {
	p := m.SuccessfulPayment
	b := Bargain{
		Bot: d.me.ID, User: m.From.ID, Chat: m.Chat.ID, Key: p.InvoicePayload, Total: int64(p.TotalAmount),
		Currency: p.Currency, Charge: cmp.Or(p.ProviderPaymentChargeID, p.TelegramPaymentChargeID),
	}
	for n := 0; ; n++ {
		var err error
		if d.Till != nil {
			err = d.Till.Paid(ctx, b)
		}
		switch {
		case err == nil:
			return done
		case stopped(ctx):
			return waiting
		case n == 0:
			d.Log.ErrorContext(ctx, "money was taken and is not booked yet", slog.Int64("update_id", j.id),
				slog.String("invoice", b.Key), slog.String("charge", b.Charge), slog.Any("err", err))
		}
		wait(ctx, d.chance.pause(&telegram.Error{Kind: telegram.Network}, n))
	}
}
