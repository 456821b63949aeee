package protocol

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
)

const (
	spaceHouse  = "http://dom.gosuslugi.ru/schema/integration/house-management/"
	spaceBase   = "http://dom.gosuslugi.ru/schema/integration/base/"
	spacePeople = "http://dom.gosuslugi.ru/schema/integration/individual-registry-base/"
)

// perRequest is how many decisions a request takes at most.
const perRequest = 10_000

// Numbers are those under which ГИС ЖКХ knows the voting and its message.
type Numbers struct{ Voting, Message string }

// Check refuses what are no numbers of ГИС ЖКХ.
func (n Numbers) Check() error {
	_, first := uuid.Parse(n.Voting)
	_, second := uuid.Parse(n.Message)
	if err := errors.Join(first, second); err != nil {
		return fmt.Errorf("%w: %w", &housing.Error{Kind: housing.Refused, Text: "protocol.no_numbers"}, err)
	}
	return nil
}

// File is a request, or a table.
type File struct {
	Name string
	Data []byte
}

// Head is the root of a request; what it embeds stands in it.
type Head struct {
	House   string `xml:"xmlns:h,attr"`
	Base    string `xml:"xmlns:base,attr"`
	People  string `xml:"xmlns:i,attr"`
	ID      string `xml:"Id,attr"`
	Version string `xml:"base:version,attr"`
}

func head(version string) Head {
	return Head{spaceHouse, spaceBase, spacePeople, "signed-data-container", version}
}

func root(name string) xml.Name { return xml.Name{Local: "h:" + name + "Request"} }

func request(name string, body any) (File, error) {
	b, err := xml.MarshalIndent(body, "", " ")
	if err != nil {
		return File{}, fmt.Errorf("encode %s: %w", name, err)
	}
	return File{Name: name + ".xml", Data: append([]byte(xml.Header), append(b, '\n')...)}, nil
}

type xmlResults struct {
	XMLName   xml.Name
	Number    string        `xml:"h:ProtocolNum,omitempty"`
	Date      string        `xml:"h:ProtocolDate"`
	Eligible  string        `xml:"h:MeetingEligibility"`
	All       string        `xml:"h:AllOwnersVotesSum"`
	Decisions []xmlDecision `xml:"h:DecisionList"`
}

type xmlDecision struct {
	Number  int    `xml:"h:QuestionNumber"`
	Agree   string `xml:"h:Agree"`
	Against string `xml:"h:Against"`
	Abstain string `xml:"h:Abstent"`
	Resume  string `xml:"h:VotingResume"`
}

// Requests writes what ГИС ЖКХ is to be told of a meeting; drawn is the day of the protocol. Left are the
// decisions that the format has no room for: of organisations, whose number there is not known, of rights
// without the number and the day of their registration.
func Requests(
	r meeting.Record, n Numbers, drawn housing.Date, say Say,
) (files []File, left []int64, err error) {
	if err := n.Check(); err != nil {
		return nil, nil, err
	}
	first, err := results(&r, n, drawn)
	if err != nil {
		return nil, nil, err
	}
	all, left := decisions(&r, n, say)
	files = []File{first}
	for i := 0; i < len(all); i += perRequest {
		f, err := request("importOwnerDecision", struct {
			XMLName xml.Name
			Head
			All []xmlOwnerDecision `xml:"h:OwnerDecision"`
		}{root("importOwnerDecision"), head("15.10.0.1"), all[i:min(len(all), i+perRequest)]})
		if err != nil {
			return nil, nil, err
		}
		f.Name = fmt.Sprintf("importOwnerDecision-%d.xml", i/perRequest+1)
		files = append(files, f)
	}
	return files, left, nil
}

func results(r *meeting.Record, n Numbers, drawn housing.Date) (File, error) {
	c := r.Binding()
	x := xmlResults{Date: drawn.String(), Eligible: either(c.Quorum, "C", "N"), All: decimals(c.All)}
	for _, q := range c.Results {
		x.Decisions = append(x.Decisions, xmlDecision{
			q.Number, decimals(q.For), decimals(q.Against), decimals(q.Abstain), either(q.Adopted, "M", "N"),
		})
	}
	name, version, element := "importVotingProtocol", "15.10.0.1", "h:VotingResultsImport"
	if r.Meeting.Mode == meeting.Official {
		name, version, element = "importExternalVotingProtocol", "16.3.0.0", "h:PublishResults"
		x.Number = strconv.Itoa(r.Meeting.Number)
	}
	x.XMLName.Local = element
	return request(name, struct {
		XMLName xml.Name
		Head
		Transport string `xml:"base:TransportGUID"`
		Voting    string `xml:"h:VotingGUID"`
		Results   xmlResults
	}{root(name), head(version), transport(r, name, 0, 0), n.Voting, x})
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// decimals writes m² to the fourth digit, as areas have them.
func decimals(r *big.Rat) string { return r.FloatString(4) }

// transport numbers what is told, the same each time it is.
func transport(r *meeting.Record, what string, a, b int64) string {
	name := fmt.Sprintf("dombot/%d/%s/%d/%d", r.Meeting.ID, what, a, b)
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}

type xmlOwnerDecision struct {
	Transport string  `xml:"base:TransportGUID"`
	Message   string  `xml:"h:MessageGUID"`
	Decision  xmlGive `xml:"h:Decision"`
}

type xmlGive struct {
	Owner    xmlPerson   `xml:"h:Owner>h:OwnerInd"`
	Property xmlProperty `xml:"h:PropertyDetails"`
	Question xmlAnswer   `xml:"h:QuestionOnDecision"`
	Digital  *bool       `xml:"h:IsDigitalDecision,omitempty"`
	File     *xmlFile    `xml:"h:DecisionAttachments,omitempty"`
}

type xmlPerson struct {
	Surname    string `xml:"i:Surname"`
	First      string `xml:"i:FirstName"`
	Patronymic string `xml:"i:Patronymic,omitempty"`
}

type xmlProperty struct {
	Number   string    `xml:"h:RegistrationNumber"`
	Date     string    `xml:"h:RegistrationDate"`
	Premises string    `xml:"h:PremisesNum"`
	Area     string    `xml:"h:TotalArea"`
	Share    *bool     `xml:"h:PropertyType>h:ShareProperty,omitempty"`
	Whole    *bool     `xml:"h:PropertyType>h:IndividualProperty,omitempty"`
	Joint    *bool     `xml:"h:PropertyType>h:JointProperty,omitempty"`
	Size     *xmlShare `xml:"h:ShareSize,omitempty"`
}

type xmlShare struct {
	Num string `xml:"h:Numerator"`
	Den string `xml:"h:Denumerator"`
}

type xmlAnswer struct {
	Number  int   `xml:"h:QuestionNumber"`
	Agree   *bool `xml:"h:OwnerAgree,omitempty"`
	Against *bool `xml:"h:OwnerAgainst,omitempty"`
	Abstain *bool `xml:"h:OwnerAbstent,omitempty"`
}

type xmlFile struct {
	Name        string `xml:"base:Name"`
	Description string `xml:"base:Description"`
	ID          string `xml:"base:Attachment>base:AttachmentGUID"`
}

// decisions writes one element a decision and question; questions without an answer are not told.
func decisions(r *meeting.Record, n Numbers, say Say) (all []xmlOwnerDecision, left []int64) {
	of := map[[2]int64]meeting.Holder{}
	for _, h := range r.Holders {
		of[[2]int64{int64(h.Holding), int64(h.Owner)}] = h
	}
	for _, d := range r.Decisions() {
		h, known := of[[2]int64{int64(d.Holding), int64(d.Owner)}]
		p, named := person(h.Name)
		if !known || !named || h.Organisation || h.Number == "" || h.Registered.IsZero() {
			left = append(left, d.Seq)
			continue
		}
		for i, a := range d.Answers {
			if a == "" {
				continue
			}
			x := xmlOwnerDecision{Transport: transport(r, "decision", d.Seq, int64(i)), Message: n.Message}
			x.Decision = xmlGive{
				Owner: p, Property: property(h, say),
				Question: answer(r.Meeting.Questions[i].Number, a),
			}
			if d.Channel == ballot.Paper {
				id := transport(r, "file", d.Seq, 0)
				x.Decision.File = &xmlFile{
					fmt.Sprintf("decision-%d", d.Seq), fmt.Sprintf("№ %d, %s", d.Seq, id), id,
				}
			} else {
				x.Decision.Digital = yes(true)
			}
			all = append(all, x)
		}
	}
	return all, left
}

// person takes a name apart: surname, name, patronymic.
func person(name string) (p xmlPerson, ok bool) {
	words := strings.Fields(name)
	if len(words) < 2 {
		return p, false
	}
	return xmlPerson{words[0], words[1], strings.Join(words[2:], " ")}, true
}

func property(h meeting.Holder, say Say) xmlProperty {
	one := h.Share.Cmp(big.NewRat(1, 1)) == 0
	p := xmlProperty{
		Number: cut(h.Number, 45), Date: h.Registered.String(), Premises: cut(place(h.Premises, say), 255),
		Area: h.Premises.Area.StringFixed(4), Joint: yes(h.Joint), Whole: yes(!h.Joint && one),
		Share: yes(!h.Joint && !one),
	}
	hundred := big.NewInt(100) // the format has no room for finer shares
	if !h.Joint && !one && h.Share.Denom().Cmp(hundred) <= 0 {
		p.Size = &xmlShare{h.Share.Num().String(), h.Share.Denom().String()}
	}
	return p
}

// place is the number of a flat, with the room; what is no flat is named besides: a parking place may have
// the number of a flat.
func place(p owners.Premises, say Say) string {
	if p.Kind == owners.Parking || p.Kind == owners.NonResidential {
		return meeting.PlaceName(p, say)
	}
	if p.Room == "" {
		return p.Number
	}
	return p.Number + ", " + p.Room
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func answer(number int, a ballot.Answer) xmlAnswer {
	return xmlAnswer{number, yes(a == ballot.For), yes(a == ballot.Against), yes(a == ballot.Abstain)}
}

// yes is an element that stands or does not.
func yes(stands bool) *bool {
	if !stands {
		return nil
	}
	return &stands
}

// moment writes a moment in the house.
func moment(at time.Time, m *meeting.Meeting) string {
	return at.In(m.Location()).Format("02.01.2006 15:04")
}
