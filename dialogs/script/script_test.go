package script

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// paper is a stage that writes down what is asked of it.
type paper struct {
	deeds []string
	seen  string
	now   time.Time
	fail  error
}

func (p *paper) note(format string, args ...any) error {
	p.deeds = append(p.deeds, fmt.Sprintf(format, args...))
	return p.fail
}

func (p *paper) Say(_ context.Context, who, text string) error {
	return p.note("%s says %s", who, text)
}

func (p *paper) Press(_ context.Context, who, label string) error {
	return p.note("%s presses %s", who, label)
}

func (p *paper) Keep(_ context.Context, who, label string) error {
	return p.note("%s keeps %s", who, label)
}

func (p *paper) PressKept(_ context.Context, who string) error {
	return p.note("%s presses the kept", who)
}

func (p *paper) Send(_ context.Context, who, kind string) error {
	return p.note("%s sends %s", who, kind)
}

func (p *paper) Attach(_ context.Context, who string, all ...Parcel) error {
	for _, f := range all {
		err := p.note("%s attaches %s of %d (picture: %t) %q: %s", who, f.Name, len(all), f.Picture, f.Caption, f.Data)
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *paper) Open(name string) ([]byte, error) {
	if p.fail != nil {
		return nil, p.note("open %s", name)
	}
	return []byte("jpeg"), p.note("open %s", name)
}

func (p *paper) Received(string) []Parcel {
	return []Parcel{{Picture: true, Name: "вода.png", Caption: "Вода\u00a0и свет"}, {Name: "a.csv", Data: []byte("12\u00a0м³")}}
}

// Letter has two letters to every address.
func (p *paper) Letter(_ context.Context, address string, after int) (number int, text string, err error) {
	if after > 1 {
		return 0, "", errors.New("the box is empty")
	}
	return after + 1, fmt.Sprintf("Письмо\u00a0%d для %s, код 00000%d", after+1, address, after+1), p.note("letter")
}

func (p *paper) Seen(string) string { return p.seen }
func (p *paper) Told(_ context.Context, who, text string) error {
	return p.note("%s is told %s", who, text)
}

func (p *paper) Untold(_ context.Context, who, text string) error {
	return p.note("%s is not told %s", who, text)
}
func (p *paper) Restart(context.Context) error { return p.note("restart") }
func (p *paper) Forget(context.Context) error  { return p.note("forget") }

func (p *paper) Befall(_ context.Context, t Trouble) error { return p.note("befall %+v", t) }

func (p *paper) Clock(_ context.Context, to func(time.Time) time.Time) error {
	return p.note("clock %s", to(p.now).Format("2006-01-02 15:04 -0700"))
}

func (p *paper) Run(_ context.Context, args []string) (string, error) {
	return "Код: АВ45-КМ72 (до отзыва)", p.note("run %s", strings.Join(args, "|"))
}

func TestEveryLineIsADeed(t *testing.T) {
	t.Parallel()
	stage := &paper{seen: "Шаг\u00a04 из 5, счёт", now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("MSK", 3*3600))}
	err := Play(t.Context(), []byte(`# what is proved
anna says ленина 12
anna says 'два слова'

  anna presses 'Подключить'
anna presses Подключить
anna keeps 'Сохранить'
anna presses again
anna sends voice
anna sends file
anna sends photo meter.jpg
anna sends file file.txt 'два слова'
anna sends album meter.jpg file.txt
anna gets picture 'Вода и'
anna gets file 'a.csv'
holds '12 м'
! anna gets file 'b.csv'
! anna gets picture 'газ'
anna is told 'закрыт'
! anna is told 'открыт'
anna says anna@mail.example
anna gets mail 'Письмо 1 для anna@mail.example'
anna says code from mail
anna gets mail 'код 000002'
anna says code from mail
anna sees 'Шаг 4 из 5, счет'
! anna sees 'Оплатить'
clock +1h
clock +3d
clock 2026-12-02
clock 2026-12-02 15:04
run invite account --org 'УК «Уют»' 120
take code 'Код: (\S+)'
take whole 'до \S+\)'
boris says $code
boris says $whole
prints 'Код: АВ45'
restart
forget
telegram is silent
telegram refuses with 429 for 3s
telegram refuses with 502
telegram hangs up
telegram recovers
-- file.txt --
anna says nothing of this
`), stage)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"anna says ленина 12", "anna says два слова", "anna presses Подключить", "anna presses Подключить",
		"anna keeps Сохранить", "anna presses the kept", "anna sends voice", "anna sends file",
		"open meter.jpg", "anna attaches meter.jpg of 1 (picture: true) \"\": jpeg",
		"anna attaches file.txt of 1 (picture: false) \"два слова\": anna says nothing of this\n",
		"open meter.jpg", "anna attaches meter.jpg of 2 (picture: true) \"\": jpeg",
		"anna attaches file.txt of 2 (picture: true) \"\": anna says nothing of this\n", "anna is told закрыт", "anna is not told открыт",
		"anna says anna@mail.example", "letter", "anna says 000001", "letter", "anna says 000002",
		"clock 2026-11-24 13:00 +0300", "clock 2026-11-27 12:00 +0300",
		"clock 2026-12-02 00:00 +0300", "clock 2026-12-02 15:04 +0300",
		"run invite|account|--org|УК «Уют»|120", "boris says АВ45-КМ72", "boris says до отзыва)", "restart", "forget",
		"befall {Silent:true HangsUp:false Code:0 RetryAfter:0s}",
		"befall {Silent:false HangsUp:false Code:429 RetryAfter:3s}",
		"befall {Silent:false HangsUp:false Code:502 RetryAfter:0s}",
		"befall {Silent:false HangsUp:true Code:0 RetryAfter:0s}",
		"befall {Silent:false HangsUp:false Code:0 RetryAfter:0s}",
	}
	if diff := cmp.Diff(want, stage.deeds); diff != "" {
		t.Errorf("deeds (-want +got):\n%s", diff)
	}
}

func TestAScriptThatCannotBePlayedNamesItsLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, line, want string }{
		{"an unknown verb", "anna dances", `unknown verb "dances"`},
		{"no verb", "anna", `unknown verb ""`},
		{"a state nobody is in", "anna is happy", `unknown verb "is"`},
		{"nothing to see", "anna sees ''", "no text to look for"},
		{"nothing printed to find", "prints", "no text to look for"},
		{"something else denied", "! anna says hello", `only sees, gets, reads and is told can be denied, not "says"`},
		{"a state denied", "! anna is happy", `can be denied, not "is"`},
		{"not seen", "anna sees 'Оплатить'", `want "Оплатить": true; shown:` + "\nШаг 4"},
		{"seen though denied", "! anna sees 'Шаг'", `want "Шаг": false`},
		{"a clock of nonsense", "clock tomorrow", `read clock "tomorrow"`},
		{"days of nonsense", "clock +xd", "read days"},
		{"printed otherwise", "prints 'передано'", `want "передано": true`},
		{"a file of another name", "anna gets file 'b.csv'", `want file "b.csv": true; came:` + "\nвода.png (picture: true): Вода"},
		{"a picture of another caption", "anna gets picture 'газ'", `want picture "газ": true; came:`},
		{"a file that came though denied", "! anna gets file 'a.csv'", `want file "a.csv": false; came:`},
		{"a file without a name", "anna gets file", "want picture 'caption' or file 'name'"},
		{"something else to get", "anna gets money '5'", "want picture 'caption' or file 'name'"},
		{"something else to send", "anna sends money 5", `cannot send a "money" by name`},
		{"a letter to nowhere", "anna gets mail 'код'", "no address was said"},
		{"a letter of nothing", "anna gets mail", "no text to look for"},
		{"a code of no letter", "anna says code from mail", "no letter with a code was got"},
		{"nothing got to look into", "holds 'вода'", `want "вода": true`},
		{"nothing to take", "take code 'Код: (.)'", "no match in what was shown"},
		{"a trouble of nonsense", "telegram sulks", `unknown trouble "sulks"`},
		{"a pause of nonsense", "telegram refuses with 429 for ever", "read trouble"},
		{"a pattern of nonsense", "take code '('", "read pattern"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stage := &paper{seen: "Шаг 4"}
			err := Play(t.Context(), []byte("# first\nrestart\n"+tt.line+"\nforget\n"), stage)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "line 3: "+tt.line) {
				t.Errorf("error = %v, want %q in line 3", err, tt.want)
			}
			if diff := cmp.Diff([]string{"restart"}, stage.deeds); diff != "" {
				t.Errorf("deeds (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatTheStageRefusesEndsTheScript(t *testing.T) {
	t.Parallel()
	errStage := errors.New(`no button "Да"; there are: Назад`)
	for _, line := range []string{
		"anna presses 'Да'", "anna says x", "anna keeps x", "anna presses again", "anna sends voice", "anna sends file a", "anna is told x",
		"restart", "forget", "clock +1h", "run migrate", "telegram is silent",
	} {
		stage := &paper{fail: errStage}
		err := Play(t.Context(), []byte(line+"\nrestart\n"), stage)
		if !errors.Is(err, errStage) || !strings.Contains(err.Error(), "line 1: "+line) {
			t.Errorf("%s: error = %v", line, err)
		}
		if len(stage.deeds) != 1 {
			t.Errorf("%s: the script went on: %v", line, stage.deeds)
		}
	}
}
