package protocol_test

import (
	"bytes"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
	"dombot/internal/protocol"
	"dombot/internal/texts"
)

// schema is the XSD of ГИС ЖКХ, see NOTICE.
const schema = "../register/testdata/hcs-16.3.0.0/house-management/hcs-house-management-types.xsd"

// held is a meeting of three premises: 45 tapped, half of 46 gave a paper, an organisation another.
func held(mode meeting.Mode) meeting.Record {
	day := housing.Date{Year: 2019, Month: 3, Day: 14}
	start := time.Date(2026, 12, 18, 2, 0, 0, 0, time.UTC)
	r := meeting.Record{Meeting: meeting.Meeting{
		ID: 7, Number: 3, Mode: mode, Kind: meeting.Annual, Form: meeting.Electronic, Starts: start,
		Ends: start.Add(240 * time.Hour), House: housing.House{ID: 1, Zone: "Asia/Novosibirsk"},
		Questions: []meeting.Question{
			{Number: 1, Name: "Выбрать совет дома <2 года>", Majority: ballot.MostOfPresent},
			{Number: 2, Name: "Хранить протокол", Majority: ballot.TwoThirdsOfAll},
		},
	}}
	holder := func(id owners.RightID, number, name string, num, den int64) meeting.Holder {
		return meeting.Holder{
			Holding: id, Owner: owners.OwnerID(id), Name: name, Number: "54:35-" + number, Registered: day,
			Premises: owners.Premises{Number: number, Area: decimal.NewFromInt(60)}, Share: big.NewRat(num, den),
			Weight: new(big.Rat).Mul(big.NewRat(60, 1), big.NewRat(num, den)),
		}
	}
	r.Holders = []meeting.Holder{
		holder(1, "45", "Иванова Анна Петровна", 1, 1), holder(2, "46", "Сидоров Борис", 1, 3),
		holder(3, "46", "Сидорова Вера & Ко", 2, 3), holder(4, "1", "ООО «Рассвет»", 1, 1),
	}
	r.Holders[3].Organisation, r.Holders[2].Premises.Kind = true, owners.Parking
	e := owners.Electorate{Total: big.NewRat(180, 1)}
	for _, h := range r.Holders {
		e.Holdings = append(e.Holdings, owners.Holding{ID: h.Holding, Share: h.Share, Weight: h.Weight})
	}
	r.Counted.Meeting = r.Meeting.Ballot()
	r.Counted.Decisions = []ballot.Decision{
		{Seq: 1, Holding: 1, Owner: 1, Channel: ballot.Electronic, At: start, Answers: []ballot.Answer{ballot.For, ballot.Abstain}},
		{Seq: 2, Holding: 3, Owner: 3, Channel: ballot.Paper, At: start, Received: start, Answers: []ballot.Answer{ballot.Against, ""}},
		{Seq: 3, Holding: 4, Owner: 4, Channel: ballot.Paper, At: start, Received: start, Answers: []ballot.Answer{ballot.For, ballot.For}},
	}
	r.Counted.Outcome = r.Counted.Meeting.Tally(e, r.Counted.Decisions)
	r.Signed = map[int64]string{2: "доверенность 5"}
	return r
}

func drawn() housing.Date { return housing.Date{Year: 2026, Month: 12, Day: 30} }

func numbers() protocol.Numbers {
	return protocol.Numbers{Voting: "5e0f1c52-7a41-4d0b-9c36-120000000012", Message: "5e0f1c52-7a41-4d0b-9c36-120000000013"}
}

func TestRequestsAreValid(t *testing.T) {
	t.Parallel()
	c, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Fatalf("%v: scripts/need xmllint installs it", err)
	}
	for mode, want := range map[meeting.Mode][]string{
		meeting.Official: {
			"importExternalVotingProtocol.xml", "<h:AllOwnersVotesSum>180.0000<", "<h:MeetingEligibility>C<", "<h:Agree>120.0000<",
			"<h:Against>40.0000<", "<h:IsDigitalDecision>true<", "<h:OwnerAbstent>true<", "<h:ProtocolNum>3<",
		},
		meeting.Advisory: {"importVotingProtocol.xml", "<h:Agree>60.0000<", "<h:Against>40.0000<", "<h:Numerator>2<", "<h:OwnerAgainst>true<", "<h:PremisesNum>машино-место 46<"},
	} {
		files, left, err := protocol.Requests(held(mode), numbers(), drawn(), c.Label)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(left, []int64{3}) {
			t.Errorf("%s: left %v, want the decision of an organisation", mode, left)
		}
		args := []string{"--nonet", "--noout", "--schema", schema}
		var all strings.Builder
		for _, f := range files {
			path := filepath.Join(t.TempDir(), f.Name)
			if err := os.WriteFile(path, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, path)
			all.WriteString(f.Name)
			all.Write(f.Data)
		}
		if said, err := exec.CommandContext(t.Context(), lint, args...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", mode, err, said)
		}
		for _, w := range want {
			if !strings.Contains(all.String(), w) {
				t.Errorf("%s: no %s", mode, w)
			}
		}
		if mode == meeting.Advisory && strings.Contains(all.String(), "Иванова") {
			t.Error("a tap that does not bind is told")
		}
	}
	if _, _, err := protocol.Requests(held(meeting.Official), protocol.Numbers{Voting: "3"}, drawn(), c.Label); err == nil {
		t.Error("a wrong number is taken")
	}
}

func TestTheProtocolAndTheRegisterTellTheBindingCount(t *testing.T) {
	t.Parallel()
	c, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[meeting.Mode][]string{
		meeting.Official: {"Участвовали: 160,00 м² (88,89 %), решений: 3. Кворум имеется", "За: 120,00 м² (75,00 % голосов участников)", "За: 60,00 м² (33,33 % голосов всех", "не позднее 07.01.2027 (ЖК РФ, ст. 46 ч. 3)"},
		meeting.Advisory: {"Предварительное голосование в боте юридической силы не имеет", "Участвовали: 100,00 м²", "За: 60,00 м² (60,00 %"},
	} {
		var all strings.Builder
		for _, l := range protocol.Lines(held(mode), drawn(), c.Label) {
			all.WriteString(l.Text + "\n")
		}
		for _, w := range want {
			if !strings.Contains(all.String(), w) {
				t.Errorf("%s: no %q in\n%s", mode, w, all.String())
			}
		}
	}
	data, err := protocol.Book(held(meeting.Official), c.Label)
	if err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := file.GetRows(file.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 5 || strings.Join(rows[1][6:], "|") != "в системе|18.12.2026 09:00||За|Воздержался" ||
		strings.Join(rows[3][6:], "|") != "на бумаге|18.12.2026 09:00|доверенность 5|Против|Без ответа" || len(rows[2]) != 6 {
		t.Errorf("register: %q", rows)
	}
}
