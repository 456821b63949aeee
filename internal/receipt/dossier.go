package receipt

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // what is enclosed

	"github.com/signintech/gopdf"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Bounds of the pictures of a dossier: those beyond are listed by name.
const (
	dossierPixels = 12_000_000 // of one
	dossierBytes  = 12 << 20   // of all
	dossierTall   = 480.0      // points
)

// dossier is a document about an appeal on its way.
type dossier struct {
	*paper

	housing.AppealDossier

	body, bold style
	left       int // bytes of pictures that still go in
}

// Dossier returns an appeal with all that became of it: the letter and its files,
// who joined, what was added, what happened by day, the answers with their files.
// JPEG and PNG are shown, other files are named.
func Dossier(d housing.AppealDossier) ([]byte, error) {
	p := newPages("Переписка по обращению", pageHeight, pageWidth)
	p.y = letterMargin
	w := &dossier{p, d, style{size: 11}, style{bold: true, size: 11}, dossierBytes}
	w.head()
	for _, part := range d.Parts {
		p.letter(w.body, part)
		p.y += 6
	}
	w.enclosed(d.Files)
	for _, x := range signersOf(d.AppealLetter) {
		p.y += x.gap
		p.letter(w.body, x.text)
	}
	if d.Joined.Late > 0 {
		p.letter(w.body, fmt.Sprintf("Присоединились позже: %d.", d.Joined.Late))
	}
	w.supplements()
	w.course()
	w.answers()
	if d.Mark.Grade != "" {
		w.title("ОЦЕНКА АВТОРА")
		p.letter(w.body, "Ответ помог: "+gradeWord(d.Mark.Grade)+". "+d.Mark.Words)
	}
	if p.err != nil {
		return nil, p.err
	}
	var b bytes.Buffer
	if _, err := p.pdf.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write dossier: %w", err)
	}
	return b.Bytes(), nil
}

func (w *dossier) title(text string) {
	w.y += 12
	w.letter(style{bold: true, size: 12}, text)
}

func (w *dossier) head() {
	w.letter(style{bold: true, size: 13}, "ПЕРЕПИСКА ПО ОБРАЩЕНИЮ")
	if w.Number != "" {
		w.letter(w.bold, "№ "+w.Number)
	}
	w.letter(w.body, "Составлено: "+texts.Date(w.Written, housing.Date{}))
	w.letter(w.body, "Кому: "+w.To.Name)
	w.letter(w.body, "Адрес: "+placeOf(w.Appeal))
	w.letter(w.body, "Тема: "+w.Topic.Name)
	if !w.Received.IsZero() {
		w.letter(w.body, "Получено: "+texts.Date(w.Received, housing.Date{}))
	}
	if !w.Due.IsZero() {
		rule := housing.AppealRuleOn(w.Rule, w.Received)
		w.letter(w.body, "Срок ответа: "+texts.Date(w.Due, housing.Date{})+" ("+rule.Act+")")
	}
	w.title("ОБРАЩЕНИЕ")
}

// day writes a moment as the day at the place of the appeal.
func (w *dossier) day(e housing.AppealEvent) string {
	return texts.Date(housing.DateOf(e.At.In(w.Location())), housing.Date{})
}

func (w *dossier) supplements() {
	for _, s := range w.Supplements {
		if s.Sent.IsZero() {
			continue
		}
		w.title("ДОПОЛНЕНИЕ, " + w.day(housing.AppealEvent{At: s.Sent}))
		for _, part := range s.Parts {
			w.letter(w.body, part)
		}
		w.enclosed(s.Files)
	}
}

// course writes what happened, by day; texts of answers and supplements stand apart.
func (w *dossier) course() {
	w.title("ХОД РАССМОТРЕНИЯ")
	for _, e := range w.Events {
		line := w.day(e) + ": " + eventWord(e.Kind)
		if !e.Due.IsZero() && e.Kind == string(housing.AppealExtend) {
			line += " до " + texts.Date(e.Due, housing.Date{})
		}
		apart := e.Kind == string(housing.AppealAnswer) || e.Kind == housing.AppealSupplemented
		if e.Text != "" && !apart {
			line += ". " + e.Text
		}
		w.letter(w.body, line)
	}
}

func eventWord(kind string) string {
	word := map[string]string{
		string(housing.AppealSent): "подано", string(housing.AppealPrepared): "подготовлено",
		housing.AppealFiledOn: "подано адресату", string(housing.AppealTake): "взято в работу",
		string(housing.AppealAnswer): "дан ответ", string(housing.AppealExtend): "срок продлён",
		string(housing.AppealRedirect): "перенаправлено", string(housing.AppealDismiss): "закрыто без ответа",
		string(housing.AppealWithdrawn): "отозвано автором",
		string(housing.AppealAnswered):  "автор получил ответ",
		string(housing.AppealConvert):   "вопрос принят как обращение",
		housing.AppealSupplemented:      "дополнено автором",
	}[kind]
	if word == "" {
		return kind
	}
	return word
}

func gradeWord(g housing.AppealGrade) string {
	switch g {
	case housing.GradeYes:
		return "да"
	case housing.GradePartly:
		return "частично"
	case housing.GradeNo:
	}
	return "нет"
}

func (w *dossier) answers() {
	for i := range w.Answers {
		a := &w.Answers[i]
		w.title("ОТВЕТ, " + w.day(housing.AppealEvent{At: a.At}))
		w.letter(w.bold, a.Organisation.Name)
		for _, part := range a.Parts {
			w.letter(w.body, part)
			w.y += 4
		}
		if a.SignedBy != "" {
			w.letter(w.body, "Подписано: "+a.SignedBy)
		}
		w.enclosed(a.Files)
	}
}

// enclosed lists files, and shows those that are pictures.
func (w *dossier) enclosed(files []housing.AppealFile) {
	if len(files) == 0 {
		return
	}
	w.letter(w.body, "Приложения:")
	for i, f := range files {
		w.letter(w.body, fmt.Sprintf("%d. %s", i+1, f.Name))
		w.show(f)
	}
}

// show puts a picture below its name, as wide as the page allows. What cannot be
// opened, or is too large, stays a name.
func (w *dossier) show(f housing.AppealFile) {
	if len(f.Data) == 0 || len(f.Data) > w.left {
		return
	}
	size, kind, err := image.DecodeConfig(bytes.NewReader(f.Data))
	if err != nil || size.Width*size.Height > dossierPixels || kind != "jpeg" && kind != "png" {
		return
	}
	picture, _, err := image.Decode(bytes.NewReader(f.Data))
	if err != nil {
		return
	}
	shown := image.NewRGBA(picture.Bounds()) // whatever its colours, and what can be seen through it
	draw.Draw(shown, shown.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(shown, shown.Bounds(), picture, picture.Bounds().Min, draw.Over)
	var b bytes.Buffer
	if jpeg.Encode(&b, shown, &jpeg.Options{Quality: 85}) != nil || b.Len() > w.left {
		return
	}
	holder, err := gopdf.ImageHolderByBytes(b.Bytes())
	if err != nil {
		return
	}
	scale := min(letterWidth/float64(size.Width), dossierTall/float64(size.Height), 1)
	width, height := float64(size.Width)*scale, float64(size.Height)*scale
	w.room(height + letterMargin - margin)
	w.left -= b.Len()
	w.note(w.pdf.ImageByHolder(holder, letterMargin, w.y+4, &gopdf.Rect{W: width, H: height}))
	w.y += height + 10
}
