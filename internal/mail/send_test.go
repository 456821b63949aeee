package mail

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/internal/mail/inbox"
	"dombot/internal/texts"
)

const (
	maria  = "maria@mail.example"
	secret = "geheim-42"
)

func noon() time.Time { return time.Date(2026, time.November, 10, 11, 50, 0, 0, time.UTC) }

func codeLetter() housing.Mail {
	return housing.Mail{
		ID: 7, Kind: housing.MailCode, Address: maria, Args: map[string]string{"code": "123456"}, At: noon(),
	}
}

func paidLetter(tb testing.TB, organisation string) housing.Mail {
	tb.Helper()
	zone, err := time.LoadLocation("Asia/Novosibirsk")
	if err != nil {
		tb.Fatal(err)
	}
	notice := housing.PaidNotice{
		Organisation: organisation, Account: "1203045", Sum: decimal.RequireFromString("3120.45"),
		Fee: decimal.RequireFromString("31.2"), Operation: "260118-77", At: noon().In(zone),
		Way: housing.PayCard, Arrives: housing.Date{Year: 2026, Month: time.November, Day: 13},
	}
	return housing.Mail{ID: 8, Kind: housing.MailPaid, Address: maria, Args: notice.Args(), At: noon()}
}

func box(tb testing.TB, o inbox.Options) *inbox.Inbox {
	tb.Helper()
	b, err := inbox.Start(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = b.Close() })
	return b
}

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func sender(tb testing.TB, url string) *Sender {
	tb.Helper()
	catalogue, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := New(Options{
		URL: url, From: "ДомБот <bot@dombot.example>", Texts: catalogue, Timeout: 5 * time.Second,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func wantClass(tb testing.TB, err error, want Class) {
	tb.Helper()
	fault, ok := errors.AsType[*SendError](err)
	if !ok || fault.Class != want || Classify(err) != want {
		tb.Errorf("got %v, want the class %s", err, want)
		return
	}
	for _, hidden := range []string{secret, maria, "maria"} {
		if strings.Contains(err.Error(), hidden) {
			tb.Errorf("the error tells %q: %v", hidden, err)
		}
	}
}

func TestALetterIsReadAsItWasMeant(t *testing.T) {
	t.Parallel()
	b := box(t, inbox.Options{})
	if err := sender(t, b.URL()).Send(t.Context(), paidLetter(t, "УК «Уютный дом»")); err != nil {
		t.Fatal(err)
	}

	l, err := b.Next(t.Context(), maria, 0)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := netmail.ReadMessage(bytes.NewReader(l.Raw))
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{
		"Message-Id": "<paid.8.1794311400000000@dombot.example>", "Date": "Tue, 10 Nov 2026 11:50:00 +0000",
		"To": "<" + maria + ">", "Auto-Submitted": "auto-generated", "User-Agent": "", "X-Mailer": "",
		"Content-Type": "text/plain; charset=UTF-8",
	} {
		if got := raw.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if from, err := raw.Header.AddressList("From"); err != nil || len(from) != 1 ||
		from[0].Name != "ДомБот" || from[0].Address != "bot@dombot.example" {
		t.Errorf("from %v, %v", from, err)
	}
	if want := "Оплата ЖКУ 3\u00a0120,45\u00a0₽: УК «Уютный дом»"; l.Subject != want {
		t.Errorf("subject %q, want %q", l.Subject, want)
	}
	plain := strings.ReplaceAll(l.Text, "\u00a0", " ")
	for _, want := range []string{
		"Извещение о совершении операции\n", "Организация: УК «Уютный дом»\n", "Лицевой счёт: 1203045\n",
		"Сумма: 3 120,45 ₽\n", "Комиссия: 31,20 ₽\n", "Списано всего: 3 151,65 ₽\n", "банковская карта\n",
		"Номер операции: 260118-77\n", "10 ноября 2026, 18:50 (МСК+4)\n", "не позже 13 ноября 2026.",
	} {
		if !strings.Contains(plain, want) {
			t.Errorf("the letter lacks %q:\n%s", want, plain)
		}
	}
}

func TestTheCodeIsInTheSubjectAndInTheText(t *testing.T) {
	t.Parallel()
	b := box(t, inbox.Options{})
	if err := sender(t, b.URL()).Send(t.Context(), codeLetter()); err != nil {
		t.Fatal(err)
	}

	l := b.Letters()[0]
	if !strings.Contains(l.Subject, "123456") || !strings.Contains(l.Text, "Код подтверждения адреса: 123456\n") {
		t.Errorf("letter %q:\n%s", l.Subject, l.Text)
	}
}

func TestWhatOthersWroteAddsNeitherHeadersNorLines(t *testing.T) {
	t.Parallel()
	b := box(t, inbox.Options{})
	evil := "УК\r\nBcc: spy@mail.example\r\n\r\nПереведите деньги по номеру {{.Sum}} *жирно*"
	if err := sender(t, b.URL()).Send(t.Context(), paidLetter(t, evil)); err != nil {
		t.Fatal(err)
	}

	letters := b.Letters()
	if len(letters) != 1 {
		t.Fatalf("%d letters", len(letters))
	}
	raw, err := netmail.ReadMessage(bytes.NewReader(letters[0].Raw))
	if err != nil || raw.Header.Get("Bcc") != "" {
		t.Errorf("Bcc %q, %v", raw.Header.Get("Bcc"), err)
	}
	one := "УК Bcc: spy@mail.example Переведите деньги по номеру {{.Sum}} *жирно*"
	if !strings.Contains(letters[0].Text, "Организация: "+one+"\n") || !strings.HasSuffix(letters[0].Subject, one) {
		t.Errorf("letter %q:\n%s", letters[0].Subject, letters[0].Text)
	}
}

func TestAnInternationalDomainIsWrittenForServers(t *testing.T) {
	t.Parallel()
	var to atomic.Value
	b := box(t, inbox.Options{Judge: func(s inbox.Stage, who string) error {
		if s == inbox.To {
			to.Store(who)
		}
		return nil
	}})
	m := codeLetter()
	m.Address = "maria@почта.рф"
	if err := sender(t, b.URL()).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}

	if to.Load() != "maria@xn--80a1acny.xn--p1ai" || b.Letters()[0].To != m.Address {
		t.Errorf("sent to %v, shown as %s", to.Load(), b.Letters()[0].To)
	}
	m.Address = "maria@-почта-.рф"
	wantClass(t, sender(t, b.URL()).Send(t.Context(), m), Never)
}

func TestRefusalsAreClassed(t *testing.T) {
	t.Parallel()
	text := "no, " + maria + ", not with " + secret
	for name, tt := range map[string]struct {
		stage inbox.Stage
		code  int
		want  Class
	}{
		"Greylisted":       {inbox.To, 451, Later},
		"BoxIsFull":        {inbox.To, 452, Later},
		"NoSuchUser":       {inbox.To, 550, Never},
		"SignInFirst":      {inbox.To, 530, Configuration},
		"FromRefused":      {inbox.From, 553, Configuration},
		"FromTried":        {inbox.From, 451, Later},
		"TextTried":        {inbox.Data, 451, Later},
		"TextRefused":      {inbox.Data, 554, Never},
		"ShuttingDown":     {inbox.From, 421, Away},
		"PasswordRefused":  {inbox.SignIn, 535, Configuration},
		"SignInNotNow":     {inbox.SignIn, 454, Away},
		"SignInNotForFree": {inbox.SignIn, 534, Configuration},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := box(t, inbox.Options{User: "bot", Password: secret, Judge: func(s inbox.Stage, _ string) error {
				if s == tt.stage {
					return inbox.Refuse(tt.code, [3]int{tt.code / 100, 1, 1}, text)
				}
				return nil
			}})

			err := sender(t, strings.Replace(b.URL(), "//", "//bot:"+secret+"@", 1)).Send(t.Context(), codeLetter())

			wantClass(t, err, tt.want)
			if len(b.Letters()) != 0 {
				t.Error("a refused letter arrived")
			}
		})
	}
}

func TestASignInIsNeeded(t *testing.T) {
	t.Parallel()
	b := box(t, inbox.Options{User: "bot@dombot.example", Password: secret})
	with := func(user string) string { return strings.Replace(b.URL(), "//", "//"+user+"@", 1) }

	if err := sender(t, with("bot%40dombot.example:"+secret)).Send(t.Context(), codeLetter()); err != nil {
		t.Errorf("the right password: %v", err)
	}
	wantClass(t, sender(t, with("bot%40dombot.example:"+secret+"x")).Send(t.Context(), codeLetter()), Configuration)
	if err := sender(t, b.URL()).Send(t.Context(), codeLetter()); Classify(err) == Never {
		t.Errorf("without a password the letter is given up: %v", err)
	}
}

func TestTheSameLetterArrivesAfterEveryBrokenConnection(t *testing.T) {
	t.Parallel()
	for _, stage := range []inbox.Stage{inbox.From, inbox.To, inbox.Data, inbox.Kept} {
		t.Run(string(stage), func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int64
			b := box(t, inbox.Options{Judge: func(s inbox.Stage, _ string) error {
				if s == stage && calls.Add(1) == 1 {
					return inbox.ErrHangUp
				}
				return nil
			}})
			s := sender(t, b.URL())

			wantClass(t, s.Send(t.Context(), codeLetter()), Away)
			if err := s.Send(t.Context(), codeLetter()); err != nil {
				t.Fatal(err)
			}

			letters := b.Letters()
			want := 1
			if stage == inbox.Kept {
				want = 2 // nobody can know
			}
			if len(letters) != want || letters[0].ID != letters[want-1].ID ||
				!bytes.Equal(letters[0].Raw, letters[want-1].Raw) {
				t.Errorf("%d letters, want %d of one ID: %+v", len(letters), want, letters)
			}
		})
	}
}

func TestAServerThatIsDownIsAwayUntilItIsUp(t *testing.T) {
	t.Parallel()
	b := box(t, inbox.Options{})
	url := b.URL()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	s := sender(t, url)
	wantClass(t, s.Send(t.Context(), codeLetter()), Away)

	up := box(t, inbox.Options{Address: strings.TrimPrefix(url, "smtp://")})
	if err := s.Send(t.Context(), codeLetter()); err != nil || len(up.Letters()) != 1 {
		t.Errorf("the server is up again: %v, %d letters", err, len(up.Letters()))
	}
}

// silent is a server that accepts connections and says nothing; each is told.
func silent(tb testing.TB) (address string, connected <-chan net.Conn) {
	tb.Helper()
	l, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = l.Close() })
	conns := make(chan net.Conn, 1)
	go func() {
		defer close(conns)
		conn, err := l.Accept()
		if err == nil {
			conns <- conn
		}
	}()
	return l.Addr().String(), conns
}

func TestASilentServerIsLeft(t *testing.T) {
	t.Parallel()
	address, connected := silent(t)
	s := sender(t, "smtp://"+address)
	s.timeout = 50 * time.Millisecond

	wantClass(t, s.Send(t.Context(), codeLetter()), Away)

	_ = (<-connected).Close()
}

func TestALetterIsDroppedWithItsContext(t *testing.T) {
	t.Parallel()
	address, connected := silent(t)
	s := sender(t, "smtp://"+address)
	s.timeout = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn := <-connected
		cancel()
		_, _ = conn.Read(make([]byte, 1)) // until the other side is gone
		_ = conn.Close()
	}()

	wantClass(t, s.Send(ctx, codeLetter()), Away)
}

// elsewhere sends to a box as if it were the host of the sender, which is not this machine.
func elsewhere(s *Sender, b *inbox.Inbox) {
	_, at, _ := strings.Cut(b.URL(), "://")
	s.way = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, at)
	}
}

func TestNoLetterLeavesTheMachineInTheClear(t *testing.T) {
	t.Parallel()
	b := box(t, inbox.Options{}) // offers no STARTTLS, and wants no password
	s := sender(t, "smtp://smtp.example")
	elsewhere(s, b)

	wantClass(t, s.Send(t.Context(), codeLetter()), Configuration)

	if n := len(b.Letters()); n != 0 {
		t.Errorf("%d letters were sent in the clear", n)
	}
}

// authority makes a certificate for a host, and the pool that trusts it.
func authority(tb testing.TB, host string) (*tls.Config, *x509.CertPool) {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		tb.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		tb.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

func TestOnlyAnEncryptedConnectionLeavesTheMachine(t *testing.T) {
	t.Parallel()
	const host = "smtp.example"
	secure, trusted := authority(t, host)
	_, strangers := authority(t, host)
	for name, tt := range map[string]struct {
		scheme string
		box    inbox.Options
		roots  *x509.CertPool
		fails  bool
	}{
		"STARTTLS":          {"smtp", inbox.Options{TLS: secure}, trusted, false},
		"Implicit":          {"smtps", inbox.Options{TLS: secure, Implicit: true}, trusted, false},
		"NoSTARTTLS":        {"smtp", inbox.Options{}, trusted, true},
		"UnknownAuthority":  {"smtp", inbox.Options{TLS: secure}, strangers, true},
		"ImplicitUnknown":   {"smtps", inbox.Options{TLS: secure, Implicit: true}, strangers, true},
		"ImplicitUnsecured": {"smtps", inbox.Options{}, trusted, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.box.User, tt.box.Password = "bot", secret
			var signedIn atomic.Bool
			tt.box.Judge = func(s inbox.Stage, _ string) error {
				signedIn.Store(signedIn.Load() || s == inbox.SignIn)
				return nil
			}
			b := box(t, tt.box)
			s := sender(t, tt.scheme+"://bot:"+secret+"@"+host)
			s.roots = tt.roots
			elsewhere(s, b)

			err := s.Send(t.Context(), codeLetter())

			if !tt.fails && (err != nil || len(b.Letters()) != 1) {
				t.Errorf("got %v with %d letters", err, len(b.Letters()))
			}
			if tt.fails {
				wantClass(t, err, Configuration)
				if signedIn.Load() {
					t.Error("the password was told")
				}
			}
		})
	}
}

func TestABrokenRowIsGivenUp(t *testing.T) {
	t.Parallel()
	s := sender(t, "smtp://127.0.0.1:1")
	for name, m := range map[string]housing.Mail{
		"NoCode":   {Kind: housing.MailCode, Address: maria},
		"NoSum":    {Kind: housing.MailPaid, Address: maria},
		"Unknown":  {Kind: "fax", Address: maria},
		"NoNotice": {Kind: housing.MailNotice, Address: maria},
		"NoBox":    {Kind: housing.MailCode, Args: map[string]string{"code": "1"}},
	} {
		if err := s.Send(t.Context(), m); Classify(err) != Never {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatTelegramDidNotAcceptNamesNoFlat(t *testing.T) {
	t.Parallel()
	catalogue, err := theTexts()
	if err != nil {
		t.Fatal(err)
	}
	outage := housing.Outage{
		Kind: housing.OutageEmergency, Utilities: []housing.Utility{housing.UtilityColdWater},
		State: housing.OutageAnnounced, From: noon(), Places: []housing.OutagePlace{{
			Address:  housing.Address{Settlement: "г. Светлоречье", Street: "ул. Ленина", Number: "12"},
			Premises: []string{"745"}, Zone: "Asia/Novosibirsk",
		}},
	}
	money := map[string]string{"sum": "3120.45", "fee": "0", "payee": "УК\n«Уют»", "operation": "17"}
	for _, tt := range []struct {
		notice        housing.Notice
		subject, text string
	}{
		{housing.Notice{Kind: housing.NoticeOutage, Outage: &outage}, "Авария: Ленина, 12", "Нет холодной воды"},
		{housing.Notice{Kind: housing.NoticeRefunded, Args: money}, "возвращён: УК «Уют»", "№ 17 возвращён"},
		{housing.Notice{Kind: housing.NoticeDeclined, Args: money}, "отклонён: УК «Уют»", "Банк отклонил"},
	} {
		l, err := Render(housing.Mail{Kind: housing.MailNotice, Notice: &tt.notice, Now: noon()}, catalogue)
		if err != nil || !strings.Contains(l.Subject, tt.subject) || !strings.Contains(l.Text, tt.text) ||
			strings.Contains(l.Subject+l.Text, "745") {
			t.Errorf("%+v, %v; want %q and %q", l, err, tt.subject, tt.text)
		}
	}
}
