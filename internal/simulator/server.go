package simulator

import (
	"context"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	defaultToken    = "100000001:simulated-bot-token-for-local-tests"
	defaultUsername = "dom_demo_bot"
	defaultName     = "ДомБот"
	maxCalls        = 5000
	maxFailures     = 1000
)

// Options says what a Server plays. The zero value is a bot with an invented token on a standing clock.
type Options struct {
	Token       string // of the bot; invented, never a real one
	BotUsername string // without @
	BotName     string
	Clock       *Clock       // nothing given: a standing clock at 10:00 of a working day
	Log         *slog.Logger // of the refusals; nothing given: silence
	Assets      fs.FS        // files of the chat page, served by Page
	Limits      Limits       // nothing given: none
	SeesGroups  bool         // privacy mode is off: the bot reads all that is said in groups
	Random      *rand.Rand   // for what is left to chance; nothing given: the same in every run
	API         API          // of ReadAPI; nothing given: it is read for this server alone

	// PublicWebhooks refuses webhooks that are not https on port 443, 80, 88 or 8443, as api.telegram.org
	// does. Otherwise they may be http on any port, as with a Bot API server of one's own.
	PublicWebhooks bool
	WebhookTimeout time.Duration // for the answer to a delivery, in real time; zero: a minute
}

// Server is the Bot API with its people. Its methods may be called from several goroutines.
type Server struct {
	options  Options
	spec     *spec
	handlers map[string]handler
	clock    *Clock
	unhook   func()

	mu      sync.Mutex
	changes chan struct{} // closed and replaced with every change
	world
	bot        bot
	updates    queue
	faults     []*Injected
	lastFault  int
	lastCall   int
	feed       feed
	limits     Limits
	nextPerson int64
	lastID     uint64 // the source of ids that look random but are the same in every run

	work   sync.WaitGroup // deliveries, and faults that end by themselves
	done   chan struct{}  // closed by Close
	closed bool
	net    network
}

// world is what Reset forgets.
type world struct {
	people   []*Person
	groups   []*Group
	byID     map[int64]*Person
	rooms    map[int64]*room
	queries  map[string]*query
	papers   []paper
	till     till
	files    cabinet
	traffic  traffic
	calls    []Call
	exchange []*record
	failures []string
}

func newWorld() world {
	return world{
		byID: map[int64]*Person{}, rooms: map[int64]*room{}, queries: map[string]*query{}, till: newTill(),
	}
}

// handler carries out one method of the API.
type handler func(ctx context.Context, c *call) (any, error)

// New returns a server with nobody in it. Close it when done.
func New(o Options) (*Server, error) {
	if o.API.spec == nil {
		var err error
		if o.API, err = ReadAPI(); err != nil {
			return nil, err
		}
	}
	s := &Server{
		options: withDefaults(o), spec: o.API.spec, changes: make(chan struct{}), done: make(chan struct{}),
		world: newWorld(),
	}
	s.clock, s.limits = s.options.Clock, s.options.Limits
	s.bot = newBot(s.options)
	s.handlers = s.methods()
	s.updates.init()
	s.nextPerson = firstPerson
	s.unhook = s.clock.Subscribe(s.clockMoved)
	return s, nil
}

func withDefaults(o Options) Options {
	if o.Token == "" {
		o.Token = defaultToken
	}
	if o.BotUsername == "" {
		o.BotUsername = defaultUsername
	}
	if o.BotName == "" {
		o.BotName = defaultName
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Random == nil {
		o.Random = rand.New(rand.NewPCG(1, 2)) //nolint:gosec // nothing secret is drawn
	}
	if o.WebhookTimeout == 0 {
		o.WebhookTimeout = hookTimeout
	}
	if o.Clock == nil {
		zone := time.FixedZone("MSK", int((3 * time.Hour).Seconds()))
		o.Clock = NewClock(time.Date(2026, time.November, 17, 10, 0, 0, 0, zone))
	}
	return o
}

// Token is the token the bot must use.
func (s *Server) Token() string { return s.options.Token }

// Clock is the time of the people.
func (s *Server) Clock() *Clock { return s.clock }

// Close ends the HTTP server of Start and the deliveries to a webhook at once and lets go of the clock.
func (s *Server) Close() error {
	s.unhook()
	err := s.net.close()
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.done)
	}
	s.updates.dropHook()
	s.mu.Unlock()
	s.work.Wait()
	return err
}

// APIEndpoint is the pattern for the method calls of a client, %s being the token and the method.
func APIEndpoint(base string) string { return base + "/bot%s/%s" }

// FileEndpoint is the pattern for downloads, %s being the token and the file path.
func FileEndpoint(base string) string { return base + "/file/bot%s/%s" }

func (s *Server) clockMoved(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updates.expire(now)
	s.forgetQueries(now)
	s.settle()
	s.feed.add(0, pageEvent{Type: "clock", Now: now.Format(time.RFC3339)})
	s.changed()
}

// changed wakes all who wait. s.mu is held.
func (s *Server) changed() {
	close(s.changes)
	s.changes = make(chan struct{})
}

// fail notes a mistake of the bot. s.mu is held.
func (s *Server) fail(text string) {
	if len(s.failures) < maxFailures {
		s.failures = append(s.failures, text)
	}
}
