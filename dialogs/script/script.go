// Package script reads conversations written as text files and plays them on
// any stage: the console, or the whole bot under the simulator.
//
// A script is the comment of a txtar archive, a line a deed:
//
//	anna says ленина 12          a typed text
//	anna presses 'Подключить'    a button, by its label or the beginning of it
//	anna sees 'Шаг 4 из 5'       in what was shown since anna's last deed
//	! anna sees 'Оплатить'       the opposite
//	anna keeps 'Сохранить'       remembers a button for later
//	anna presses again           presses the kept button, as it was
//	anna is told 'закрыт'        a notice that nobody asked for arrives
//	! anna is told 'закрыт'      all that is due has arrived, and none of it says so
//	anna sends voice             a message without a text; contact: her own number, stranger: another's
//	anna sends photo a.jpg 'т1'  a picture with a caption, or without
//	anna sends file a.pdf        a document; files lie in the archive, else the stage has them
//	anna sends album a.jpg b.jpg pictures that go together, as one album
//	anna gets picture 'вода'     came since anna's last deed, with that in the caption
//	anna gets file 'a.csv'       came since anna's last deed, by that name
//	olga uploads a.xlsx          on the page of the last button that is a link; «partly»: the good rows
//	olga downloads a.xlsx        from the page, or from that of the last button, into a file
//	olga reads 'Загружено'       on the page that was opened last
//	anna signs in as 'Полина'    by the page of the last button that is a link; 'отменить': not after all
//	anna returns                 by the link of the page to her chat; «boris returns»: he has it
//	anna gets mail 'Код'         the next letter to the address that anna said last
//	anna says code from mail     the six digits of the letter that anna got last
//	group 'A' of olga, anna      a group of people; olga owns it, the bot is not in it
//	olga chooses 'Выбрать' 'A'   a key that asks for a group, and the group
//	anna writes in 'A' /outages  a text in the group
//	anna answers in 'A' 'вода': ага   the newest message there with that text
//	anna amends in 'A' 'ага': нет     her own newest message there with that text
//	group 'A' is told 'нет воды' the bot writes it there; what it pinned begins with *
//	group 'A' removes the bot    also: adds the bot, mutes the bot, lets the bot write,
//	                             lets the bot pin, becomes a supergroup, opens topic T, closes topic T,
//	                             deletes topic T, lets the bot open topics
//	anna pays the invoice        of the messenger: the newest, whoever was shown it
//	holds '125,300'              in the file that was got last; with ! not in it
//	clock +1h                    also +3d, or 2026-12-02 or 2026-12-02 15:04
//	restart                      the program stops and starts anew
//	forget                       Redis loses everything
//	telegram is silent           no call is answered, no update handed out
//	telegram refuses with 429    also 500 or 502; «with 429 for 3s»: retry after 3
//	telegram hangs up            calls are carried out, the answer is lost
//	telegram recovers            and everybody who did something meanwhile is answered
//	bank pays                    the newest payment, of a shop that it knows; also declines, hangs, answers, cancels
//	bank breaks                  the next question to it fails
//	bank pays unheard            the call-back is lost; «twice»: it comes twice
//	run invite account …         a command of an operator
//	take code 'Код: (\S+)'       a part of what the command printed, as $code
//	olga takes word '(op_\S+)'   a part of what was shown since olga's last deed, as $word
//	prints 'передано'            what the command printed
//
// On a [Perilous] stage deeds double, cross and break off:
//
//	anna is connected                    at the beginning: consent and flat are there
//	anna presses 'Сохранить' twice       one tap, delivered again as another update
//	anna resends                         her last deed arrives again, as the same update
//	anna is answered late                the bot shows the window that it still owes her
//	anna says '5' and presses 'Назад' swapped       the second arrives first
//	anna presses 'Да' and presses 'Нет' at once     one on each replica
//	anna presses 'Да' and presses 'Нет' at once 12  in turns, at load, note, commit, save, show
//	on replica 2                         where the deeds that follow arrive; also 1
//	expire                               sessions run out
//	crash before postgres                the next deed: confirmed, not carried out
//	crash after postgres                 carried out, session not saved
//	crash after redis                    session saved, nothing shown
//	postgres loses the call              nothing is carried out; «the answer»: it is
//	redis loses the note                 of what is about to be carried out
//	redis loses the answer to the note
//	redis loses the call                 the session stays as it was; «the answer»: it is saved
//	redis repeats the call               saved, and reported as overtaken
//	telegram loses the call              nothing is shown; «the answer»: it is, unknown to the bot
//
// Lines that begin with # say what is proved. A face without Telegram has none
// of its troubles: there the lines in between are carried out at once.
package script

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// Stage is a world in which a script is played.
type Stage interface {
	People
	Files
	Program
	Messenger
	Post
}

// People do and see things.
type People interface {
	Say(ctx context.Context, who, text string) error
	Press(ctx context.Context, who, label string) error
	Keep(ctx context.Context, who, label string) error
	PressKept(ctx context.Context, who string) error
	Send(ctx context.Context, who, kind string) error
	Seen(who string) string
}

// Program is what happens around people.
type Program interface {
	// Told waits until a notice with the text has arrived.
	Told(ctx context.Context, who, text string) error
	Clock(ctx context.Context, to func(now time.Time) time.Time) error
	Restart(ctx context.Context) error
	Forget(ctx context.Context) error
	Run(ctx context.Context, args []string) (output string, err error)
}

// Hushed is a stage that can tell that nobody spoke.
type Hushed interface {
	// Untold waits until all notices that are due by now have arrived, and fails if
	// one that the person was ever told has the text.
	Untold(ctx context.Context, who, text string) error
}

// Banked is a stage with an acquirer of play money.
type Banked interface {
	// Bank does what a line says and waits until the program was told of it, if it is told.
	Bank(ctx context.Context, deed string) error
}

// Messenger is what carries words to and fro.
type Messenger interface {
	// Befall makes calls go wrong from now on; the zero Trouble ends that, and
	// waits until everybody who did something meanwhile is answered.
	Befall(ctx context.Context, t Trouble) error
}

// Play plays a script and returns the first line that came out otherwise.
func Play(ctx context.Context, archive []byte, s Stage) error {
	parsed := txtar.Parse(archive)
	p := player{stage: s, vars: map[string]string{}, post: map[string]post{}, files: parsed.Files}
	for i, line := range strings.Split(string(parsed.Comment), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := p.play(ctx, p.expand(line)); err != nil {
			return fmt.Errorf("line %d: %s: %w", i+1, line, err)
		}
	}
	return nil
}

type player struct {
	stage  Stage
	vars   map[string]string
	post   map[string]post // by person
	files  []txtar.File
	parcel Parcel // the file that was got last
	page   string // that was opened last
	output string
}

func (p *player) expand(line string) string {
	for name, value := range p.vars {
		line = strings.ReplaceAll(line, "$"+name, value)
	}
	return line
}

func (p *player) play(ctx context.Context, line string) error {
	if done, err := p.peril(ctx, line); done {
		return err
	}
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "clock":
		return p.clock(ctx, rest)
	case "restart":
		return p.stage.Restart(ctx)
	case "forget":
		return p.stage.Forget(ctx)
	case "telegram":
		return p.telegram(ctx, rest)
	case "bank":
		return p.bank(ctx, rest)
	case "group":
		return p.group(ctx, rest, true)
	case "run":
		return p.run(ctx, rest)
	case "take":
		return p.take(rest)
	case "prints", "holds":
		return contains(p.written(verb), unquote(rest), true)
	case "!":
		return p.denied(ctx, rest)
	}
	return p.person(ctx, verb, rest, true)
}

// written is what was printed, or what the file holds that was got.
func (p *player) written(verb string) string {
	if verb == "holds" {
		return string(p.parcel.Data)
	}
	return p.output
}

// denied plays what must not be so.
func (p *player) denied(ctx context.Context, line string) error {
	who, deed, _ := strings.Cut(line, " ")
	if who == "group" {
		return p.group(ctx, deed, false)
	}
	if who == "holds" {
		return contains(string(p.parcel.Data), unquote(deed), false)
	}
	if text, told := strings.CutPrefix(deed, "is told "); told {
		return p.untold(ctx, who, text)
	}
	return p.person(ctx, who, deed, false)
}

// bank does something with the newest payment.
func (p *player) bank(ctx context.Context, deed string) error {
	b, ok := p.stage.(Banked)
	if !ok {
		return errors.New("the stage has no bank")
	}
	return b.Bank(ctx, deed)
}

func (p *player) person(ctx context.Context, who, deed string, want bool) error {
	verb, rest, _ := strings.Cut(deed, " ")
	text := unquote(rest)
	if done, err := p.perceives(ctx, who, verb, rest, want); done {
		return err
	}
	if done, err := p.grouped(ctx, who, verb, rest); done {
		return err
	}
	if !want {
		return fmt.Errorf("only sees, gets, reads and is told can be denied, not %q", verb)
	}
	switch verb {
	case "says":
		return p.says(ctx, who, rest)
	case "presses":
		return p.presses(ctx, who, text)
	case "keeps":
		return p.stage.Keep(ctx, who, text)
	case "is":
		if told, ok := strings.CutPrefix(rest, "told "); ok {
			return p.stage.Told(ctx, who, unquote(told))
		}
	case "pays":
		return p.pays(ctx, who, rest)
	}
	return p.elsewhere(ctx, who, verb, rest)
}

// elsewhere does what leaves the buttons of the chat: messages with contents, and pages.
func (p *player) elsewhere(ctx context.Context, who, verb, rest string) error {
	switch verb {
	case "sends":
		return p.send(ctx, who, rest)
	case "signs", "returns":
		return p.signs(ctx, who, rest)
	case "uploads", "downloads":
		return p.browse(ctx, verb, who, rest)
	}
	return fmt.Errorf("unknown verb %q", verb)
}

// untold does «! anna is told 'text'».
func (p *player) untold(ctx context.Context, who, text string) error {
	s, ok := p.stage.(Hushed)
	if !ok {
		return errors.New("the stage cannot tell that nobody spoke")
	}
	return s.Untold(ctx, who, unquote(text))
}

// presses does «presses 'label'» and «presses again».
func (p *player) presses(ctx context.Context, who, label string) error {
	if label == "again" {
		return p.stage.PressKept(ctx, who)
	}
	return p.stage.Press(ctx, who, label)
}

// perceives does what can be denied: sees, gets, reads. False: it is another verb.
func (p *player) perceives(ctx context.Context, who, verb, rest string, want bool) (bool, error) {
	switch verb {
	case "sees":
		return true, contains(p.stage.Seen(who), unquote(rest), want)
	case "gets":
		return true, p.gets(ctx, who, rest, want)
	case "reads":
		return true, contains(p.page, unquote(rest), want)
	case "takes":
		return true, p.takeOf(p.stage.Seen(who), rest)
	}
	return false, nil
}

func contains(shown, text string, want bool) error {
	if text == "" {
		return errors.New("no text to look for")
	}
	if strings.Contains(Plain(shown), Plain(text)) != want {
		return fmt.Errorf("want %q: %v; shown:\n%s", text, want, shown)
	}
	return nil
}

// Plain reads no-break spaces as spaces and ё as е.
func Plain(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "ё", "е", "Ё", "Е").Replace(s)
}

func unquote(s string) string {
	if len(s) > 1 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return s[1 : len(s)-1]
	}
	return s
}

func (p *player) run(ctx context.Context, line string) (err error) {
	args := regexp.MustCompile(`'[^']*'|\S+`).FindAllString(line, -1)
	for i, word := range args {
		args[i] = unquote(word)
	}
	p.output, err = p.stage.Run(ctx, args)
	return err
}

func (p *player) take(rest string) error { return p.takeOf(p.output, rest) }

// takeOf keeps a part of what was shown under a name.
func (p *player) takeOf(shown, rest string) error {
	name, pattern, _ := strings.Cut(rest, " ")
	re, err := regexp.Compile(unquote(pattern))
	if err != nil {
		return fmt.Errorf("read pattern: %w", err)
	}
	m := re.FindStringSubmatch(shown)
	if m == nil {
		return fmt.Errorf("no match in what was shown:\n%s", shown)
	}
	p.vars[name] = m[len(m)-1]
	return nil
}

func (p *player) clock(ctx context.Context, rest string) error {
	if days, ok := strings.CutSuffix(strings.TrimPrefix(rest, "+"), "d"); ok && strings.HasPrefix(rest, "+") {
		var n int
		if _, err := fmt.Sscanf(days, "%d", &n); err != nil {
			return fmt.Errorf("read days: %w", err)
		}
		return p.stage.Clock(ctx, func(now time.Time) time.Time { return now.AddDate(0, 0, n) })
	}
	if d, err := time.ParseDuration(strings.TrimPrefix(rest, "+")); err == nil {
		return p.stage.Clock(ctx, func(now time.Time) time.Time { return now.Add(d) })
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04"} {
		if _, err := time.Parse(layout, rest); err == nil {
			return p.stage.Clock(ctx, func(now time.Time) time.Time {
				t, _ := time.ParseInLocation(layout, rest, now.Location())
				return t
			})
		}
	}
	return fmt.Errorf("read clock %q", rest)
}
