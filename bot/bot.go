package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"dombot/bot/telegram"
	"dombot/dialogs"
)

// API is what the bot calls; [telegram.Client] is one.
type API interface {
	Source
	Sign
	Voice
	Albums
	Pins
	Profile
}

// Source hands out updates.
type Source interface {
	GetMe(ctx context.Context) (tgbotapi.User, error)
	DeleteWebhook(ctx context.Context) error
	GetUpdates(ctx context.Context, p telegram.Poll) ([]json.RawMessage, error)
}

// Sign tells people that they were heard.
type Sign interface {
	AnswerCallback(ctx context.Context, query, toast string) error
	// AnswerPreCheckout agrees to a payment, or says why not.
	AnswerPreCheckout(ctx context.Context, query, refusal string) error
	SendChatAction(ctx context.Context, chat int64, action string) error
}

// Voice answers people.
type Voice interface {
	SendMessage(ctx context.Context, m telegram.Message) (int64, error)
	EditMessageText(ctx context.Context, message int64, m telegram.Message) error
	EditReplyMarkup(ctx context.Context, chat, message int64, buttons [][]telegram.Button) error
	DeleteMessage(ctx context.Context, chat, message int64) error
	SendPhoto(ctx context.Context, u telegram.Upload) (telegram.Sent, error)
	SendDocument(ctx context.Context, u telegram.Upload) (telegram.Sent, error)
}

// Albums shows several pictures together, and changes what stands below one.
type Albums interface {
	EditMessageCaption(ctx context.Context, message int64, m telegram.Message) error
	SendPhotos(ctx context.Context, all []telegram.Upload) ([]telegram.Sent, error)
}

// Pins keeps a message above a group.
type Pins interface {
	PinChatMessage(ctx context.Context, chat, message int64) error
	UnpinChatMessage(ctx context.Context, chat, message int64) error
}

// Profile is what the bot says about itself.
type Profile interface {
	SetCommands(ctx context.Context, scope string, commands []tgbotapi.BotCommand) error
	SetDescription(ctx context.Context, text string) error
	SetShortDescription(ctx context.Context, text string) error
}

// Dialogs says what to answer; *[dialogs.Engine] does.
type Dialogs interface {
	// Handle carries an event out. Once it returns without an error, the event
	// is stored: the same update shows the same again and does nothing twice.
	Handle(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error)
	// Shown remembers the message that shows the window of a reply.
	Shown(ctx context.Context, k dialogs.Key, r dialogs.Reply, message int64) error
	// Again makes the window anew, for a person whose answer is overdue.
	Again(ctx context.Context, k dialogs.Key) (dialogs.Reply, error)
}

// Chats remembers who can be written to.
type Chats interface {
	Reachable(ctx context.Context, bot, chat int64, ok bool) error
	// Moved learns that a group goes on under another number, perhaps again.
	Moved(ctx context.Context, bot, from, to int64) error
}

// Command is one line of the menu of commands.
type Command struct {
	Name        string // without the slash
	Description string
	Hidden      bool // known, but not in the menu
}

// Options is what a bot needs.
type Options struct {
	API      API
	Dialogs  Dialogs
	Texts    dialogs.Texter
	Chats    Chats
	Groups   Groups // nil: the bot has nothing to do with groups
	Till     Till   // nil: nothing is paid inside the messenger
	Log      *slog.Logger
	Random   io.Reader // pauses and codes of errors are drawn from it
	Commands []Command
	InGroups []Command // those of groups
	Edits    bool      // changes of messages in groups are asked for
	About    string    // what an empty chat shows; empty leaves it as it is
	Short    string    // what the page of the bot shows; empty leaves it as it is
	Limits   Limits    // zero values: the usual ones
	Debts    Debts     // nil: answers that are overdue at a stop are known to Telegram alone
	Pace     Pace      // nil: the usual one
	Counter  Counter   // of what all replicas send; nil: this is the only one
	Rates    Rates     // zero: those of Telegram
	// Now is real time, for the pauses of the network; nil: that of the machine.
	Now func() time.Time
}

// Limits bound what the bot does at once.
type Limits struct {
	Workers  int           // updates handled at once; 32
	Backlog  int           // updates of one person that wait; 30
	Think    time.Duration // for the dialog of one update; 15 s
	Deadline time.Duration // for all of one update; 45 s
	Poll     time.Duration // how long Telegram waits for an update; 50 s
	Owed     int           // people whose answer is overdue, before no more updates are asked for; 5000
}

func (l Limits) usual() Limits {
	if l.Workers <= 0 {
		l.Workers = 32
	}
	if l.Backlog <= 0 {
		l.Backlog = 30
	}
	if l.Think <= 0 {
		l.Think = 15 * time.Second
	}
	if l.Deadline <= 0 {
		l.Deadline = 45 * time.Second
	}
	if l.Poll <= 0 {
		l.Poll = 50 * time.Second
	}
	if l.Owed <= 0 {
		l.Owed = 5000
	}
	return l
}

// Bot talks with people on Telegram.
type Bot struct {
	Options
	chance *chance
	desk   atomic.Pointer[desk] // nil until Telegram has told who the bot is
	held   atomic.Int64         // no notices before this moment
}

// New returns a bot that does nothing yet.
func New(o Options) *Bot {
	o.Limits = o.Limits.usual()
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // the pauses that Telegram asks for take real time
	}
	if o.Debts == nil {
		o.Debts = noDebts{}
	}
	b := &Bot{Options: o, chance: &chance{source: o.Random}}
	if b.Rates == (Rates{}) {
		b.Rates = TelegramRates()
	}
	if b.Pace == nil {
		b.Pace = &gate{weather: b.weather(), own: newCounter(b.Rates), shared: b.Counter}
	}
	return b
}

func (b *Bot) weather() *weather { return &weather{now: b.Now, chance: b.chance, log: b.Log} }

// Run answers people until ctx ends; then it finishes what is in hand within
// five seconds and returns nil. The error is one that waiting does not heal:
// the token is not valid any more, or the address is not that of Telegram.
func (b *Bot) Run(ctx context.Context) error {
	me, err := b.arrive(ctx)
	if err != nil || ctx.Err() != nil {
		return explained(err)
	}
	polling, quit := context.WithCancelCause(ctx)
	// What is in hand outlives ctx for as long as stopping may take.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var side sync.WaitGroup
	defer side.Wait()
	defer cancel()
	defer quit(nil)

	d := b.open(me, quit)
	p := &poller{Bot: b, queue: d.queue, desk: d}
	side.Go(func() { b.introduce(polling) })
	side.Go(func() { d.keepBooks(polling) })
	paid := make(chan struct{})
	go func() {
		defer close(paid)
		(&payer{desk: d}).run(polling, work)
	}()
	err = p.run(polling, work)
	quit(err)
	p.finish(work, cancel, paid)
	<-paid
	if err == nil && ctx.Err() == nil {
		err = context.Cause(polling)
	}
	return explained(err)
}

// explained says in words what ends the bot.
func explained(err error) error {
	if telegram.KindOf(err) == telegram.Unauthorized {
		return fmt.Errorf("telegram does not know the token of the bot, it was revoked or mistyped: %w", err)
	}
	return err
}

// open returns a desk with an empty queue.
func (b *Bot) open(me tgbotapi.User, quit context.CancelCauseFunc) *desk {
	d := &desk{
		Bot: b, me: me, acks: b.weather(), speed: &speed{now: b.Now}, sent: &shelf{}, quit: quit,
	}
	d.queue = newQueue(b.Limits, b.Log, d.handle)
	d.debts = &debts{
		now: b.Now, follow: d.follow, release: d.queue.skip, slow: d.speed.begin,
		of: map[dialogs.Key]*debt{}, wake: make(chan struct{}, 1),
	}
	b.desk.Store(d)
	return d
}

// Address is where people find the bot; empty until the bot is on the messenger.
func (b *Bot) Address() string {
	if d := b.desk.Load(); d != nil {
		return "https://t.me/" + d.me.UserName
	}
	return ""
}

// Load is how much a bot has in hand.
type Load struct {
	Waiting int // updates that are not confirmed
	Owed    int // people whose answer is overdue
}

// Load tells how much the bot has in hand now.
func (b *Bot) Load() Load {
	d := b.desk.Load()
	if d == nil {
		return Load{}
	}
	return Load{Waiting: d.queue.open(), Owed: d.debts.len()}
}

// arrive learns who the bot is and makes Telegram hand out updates by polling.
func (b *Bot) arrive(ctx context.Context) (tgbotapi.User, error) {
	var me tgbotapi.User
	err := b.persist(ctx, func(ctx context.Context) (err error) {
		me, err = b.API.GetMe(ctx)
		return err
	})
	if err != nil {
		return me, fmt.Errorf("ask Telegram who the bot is: %w", err)
	}
	if err := b.persist(ctx, b.API.DeleteWebhook); err != nil {
		return me, fmt.Errorf("choose polling: %w", err)
	}
	if ctx.Err() == nil {
		b.Log.InfoContext(ctx, "bot is on Telegram", slog.String("name", me.UserName))
	}
	return me, nil
}

// persist tries until it works or ctx ends; the error cannot heal.
func (b *Bot) persist(ctx context.Context, try func(context.Context) error) error {
	for n := 0; ctx.Err() == nil; n++ {
		err := try(ctx)
		if err == nil {
			if n > 0 {
				b.Log.InfoContext(ctx, "telegram answers again", slog.Int("tries", n+1))
			}
			return nil
		}
		switch kind := telegram.KindOf(err); {
		case ctx.Err() != nil:
		case kind == telegram.Unauthorized, kind == telegram.Missing:
			return err
		case n == 0:
			b.Log.WarnContext(ctx, "telegram is out of reach, trying again", slog.Any("err", err))
		}
		wait(ctx, b.chance.pause(err, n))
	}
	return nil
}

// introduce sets the commands and what the bot says about itself. A bot works
// without them, so a failure is only said and tried again.
func (b *Bot) introduce(ctx context.Context) {
	steps := []func(context.Context) error{
		func(ctx context.Context) error { return b.API.SetCommands(ctx, "", listed(b.Commands)) },
		func(ctx context.Context) error {
			if len(b.InGroups) == 0 {
				return nil
			}
			return b.API.SetCommands(ctx, telegram.GroupScope, listed(b.InGroups))
		},
		func(ctx context.Context) error { return b.said(ctx, b.About, b.API.SetDescription) },
		func(ctx context.Context) error { return b.said(ctx, b.Short, b.API.SetShortDescription) },
	}
	for _, step := range steps {
		for n := 0; ctx.Err() == nil; n++ {
			err := step(ctx)
			if err == nil || ctx.Err() != nil {
				break
			}
			b.Log.WarnContext(ctx, "profile of the bot was not set", slog.Any("err", err))
			if telegram.KindOf(err) == telegram.Refused {
				break // the words are at fault and stay so
			}
			wait(ctx, b.chance.pause(err, n))
		}
	}
}

func listed(commands []Command) []tgbotapi.BotCommand {
	list := make([]tgbotapi.BotCommand, 0, len(commands))
	for _, c := range commands {
		if !c.Hidden {
			list = append(list, tgbotapi.BotCommand{Command: c.Name, Description: c.Description})
		}
	}
	return list
}

func (b *Bot) said(ctx context.Context, text string, set func(context.Context, string) error) error {
	if text == "" {
		return nil
	}
	return set(ctx, text)
}
