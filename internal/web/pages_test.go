package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// The tokens of the tests.
const (
	upToken   = "abcdefghijklmnopqrstuvwxyz234567"
	downToken = "bcdefghijklmnopqrstuvwxyz234567a"
	noToken   = "cdefghijklmnopqrstuvwxyz234567ab"
)

// shelf is the links of the tests: each can be used once.
type shelf struct {
	mu   sync.Mutex
	used map[string]bool
	late bool
	of   housing.WebPurpose // of the upload; empty: charges
	gone error
}

func (s *shelf) find(kind housing.WebKind, hash housing.TokenHash) (housing.WebLink, error) {
	l := housing.WebLink{Kind: kind, Person: 1, Organisation: housing.Organisation{ID: 2, Name: "УК <Уют> & «дом»"}}
	switch {
	case s.gone != nil:
		return l, s.gone
	case kind == housing.WebUpload && bytes.Equal(hash, housing.HashToken(upToken)):
		l.Purpose = cmp.Or(s.of, housing.WebCharges)
	case kind == housing.WebDownload && bytes.Equal(hash, housing.HashToken(downToken)):
		l.Purpose = housing.WebReadings
	default:
		return l, &housing.Error{Kind: housing.NotFound, Text: "web.link_unknown"}
	}
	if s.used[string(hash)] {
		return l, &housing.Error{Kind: housing.Refused, Text: "web.link_used"}
	}
	if s.late {
		return l, &housing.Error{Kind: housing.Refused, Text: "web.link_late"}
	}
	return l, nil
}

func (s *shelf) Peek(_ context.Context, k housing.WebKind, h housing.TokenHash, _ time.Time) (housing.WebLink, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(k, h)
}

func (s *shelf) Use(_ context.Context, k housing.WebKind, h housing.TokenHash, _ time.Time) (housing.WebLink, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, err := s.find(k, h)
	if err == nil {
		s.used[string(h)] = true
	}
	return l, err
}

// desk reads what it is given and says what the test wants.
type desk struct {
	mu     sync.Mutex
	took   []string
	report Report
	name   string // of the file that is exported
	err    error
}

func (d *desk) Import(ctx context.Context, _ housing.WebLink, b Book) (Report, error) {
	data, err := io.ReadAll(io.NewSectionReader(b.Data, 0, b.Size))
	if err != nil || ctx.Err() != nil {
		return Report{}, errors.Join(err, ctx.Err())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.took = append(d.took, b.Name+":"+string(data[min(4, len(data)):]))
	return d.report, d.err
}

func (d *desk) Export(context.Context, housing.WebLink) (housing.WebFile, error) {
	name := d.name
	if name == "" {
		name = "Показания 2026-11.xlsx"
	}
	return housing.WebFile{Name: name, Data: []byte("PK rows")}, d.err
}

// site is the pages over a shelf and a desk.
type site struct {
	t     *testing.T
	links *shelf
	desk  *desk
	dir   string
	log   *bytes.Buffer
	http.Handler
}

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{
		t: t, links: &shelf{used: map[string]bool{}}, desk: &desk{report: Report{Saved: true, Lines: []string{"Строк: <3>"}}},
		dir: t.TempDir(), log: &bytes.Buffer{},
	}
	catalogue, err := theTexts()
	if err != nil {
		t.Fatal(err)
	}
	s.Handler = Pages(Options{
		Links: s.links, Desk: s.desk, Texts: catalogue, Log: slog.New(slog.NewTextHandler(s.log, nil)), Limit: 1000, Dir: s.dir,
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	})
	return s
}

func (s *site) do(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	left, err := os.ReadDir(s.dir)
	if err != nil || len(left) > 0 {
		s.t.Errorf("files are left behind: %v, %v", left, err)
	}
	return w
}

func (s *site) request(method, path string, body io.Reader) *http.Request {
	return httptest.NewRequestWithContext(s.t.Context(), method, path, body)
}

// form is the body of a form with a file, and its type.
func form(t *testing.T, name string, data []byte, fields ...string) (body *bytes.Buffer, kind string) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for _, f := range fields {
		if err := w.WriteField(f, strings.Repeat("x", 5000)); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return body, w.FormDataContentType()
}

func (s *site) upload(name string, data []byte) *httptest.ResponseRecorder {
	s.t.Helper()
	body, kind := form(s.t, name, data)
	return s.post(body, kind)
}

func (s *site) post(body io.Reader, kind string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := s.request(http.MethodPost, UploadPath+upToken, body)
	r.Header.Set("Content-Type", kind)
	return s.do(r)
}

func (s *site) want(w *httptest.ResponseRecorder, status int, text string) {
	s.t.Helper()
	if w.Code != status || !strings.Contains(w.Body.String(), text) {
		s.t.Errorf("%d, want %d with %q; body:\n%s", w.Code, status, text, w.Body)
	}
}

func book(rest string) []byte { return []byte(zipHead + rest) }

func TestLookingAtALinkDoesNotUseItUp(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodGet} {
		for _, path := range []string{UploadPath + upToken, DownloadPath + downToken} {
			w := s.do(s.request(method, path, http.NoBody))
			s.want(w, http.StatusOK, "")
			for name, value := range map[string]string{
				"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
				"X-Frame-Options": "DENY",
			} {
				if got := w.Header().Get(name); got != value {
					t.Errorf("%s %s: %s is %q", method, path, name, got)
				}
			}
			policy := w.Header().Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("policy %q", policy)
			}
		}
	}
	page := s.do(s.request(http.MethodGet, UploadPath+upToken, http.NoBody)).Body.String()
	if strings.Contains(page, "<script") || strings.Contains(page, "<Уют>") || !strings.Contains(page, "УК &lt;Уют&gt;") {
		t.Errorf("the page:\n%s", page)
	}
	if len(s.links.used) != 0 || len(s.desk.took) != 0 {
		t.Errorf("used %v, took %v", s.links.used, s.desk.took)
	}
}

func TestAWorkbookIsTakenOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.desk.report.Result = downToken
	w := s.upload(`C:\Учёт\charges.xlsx`, book("rows"))
	s.want(w, http.StatusOK, "Строк: &lt;3&gt;")
	s.want(w, http.StatusOK, `action="/down/`+downToken+`"`)
	s.want(s.upload("charges.xlsx", book("rows")), http.StatusGone, "Ссылкой уже воспользовались")
	s.want(s.do(s.request(http.MethodGet, UploadPath+upToken, http.NoBody)), http.StatusGone, "Ссылкой уже воспользовались")
	if len(s.desk.took) != 1 || s.desk.took[0] != "charges.xlsx:rows" {
		t.Errorf("took %q", s.desk.took)
	}
}

func TestOfTwoUploadsAtOnceOneIsTaken(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	codes := make([]int, 8)
	var all sync.WaitGroup
	for i := range codes {
		body, kind := form(t, "a.xlsx", book("rows"))
		all.Go(func() {
			r := s.request(http.MethodPost, UploadPath+upToken, body)
			r.Header.Set("Content-Type", kind)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			codes[i] = w.Code
		})
	}
	all.Wait()
	won := 0
	for _, code := range codes {
		if code == http.StatusOK {
			won++
		} else if code != http.StatusGone {
			t.Errorf("a loser reads %d", code)
		}
	}
	if won != 1 || len(s.desk.took) != 1 {
		t.Errorf("%d won, %d were taken", won, len(s.desk.took))
	}
}

func TestWhatIsNoWorkbookCostsNothing(t *testing.T) {
	t.Parallel()
	whole, kind := form(t, "a.xlsx", book(strings.Repeat("x", 900)))
	field, fieldKind := form(t, "a.xlsx", book("x"), "partial")
	for name, tt := range map[string]struct {
		body   []byte
		kind   string
		status int
		text   string
	}{
		"Truncated":         {whole.Bytes()[:whole.Len()-200], kind, http.StatusBadRequest, "не целиком"},
		"TruncatedAtTheEnd": {whole.Bytes()[:whole.Len()-20], kind, http.StatusBadRequest, "не целиком"},
		"NoForm":            {[]byte("PK\x03\x04"), "application/zip", http.StatusBadRequest, "Файл не выбран"},
		"NoBoundary":        {whole.Bytes(), "multipart/form-data", http.StatusBadRequest, "Файл не выбран"},
		"OtherBoundary":     {whole.Bytes(), "multipart/form-data; boundary=x", http.StatusBadRequest, ""},
		"Nothing":           {nil, kind, http.StatusBadRequest, "не"},
		"LongField":         {field.Bytes(), fieldKind, http.StatusOK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			w := s.post(bytes.NewReader(tt.body), tt.kind)
			s.want(w, tt.status, tt.text)
			if tt.status != http.StatusOK && (len(s.links.used) != 0 || len(s.desk.took) != 0) {
				t.Errorf("used %v, took %v", s.links.used, s.desk.took)
			}
			if s.log.Len() > 0 {
				t.Errorf("logged %s", s.log)
			}
		})
	}
	for name, tt := range map[string]struct {
		file   string
		data   []byte
		status int
		text   string
	}{
		"TooLarge":  {"a.xlsx", book(strings.Repeat("x", 997)), http.StatusRequestEntityTooLarge, "слишком большой"},
		"FarTooBig": {"a.xlsx", book(strings.Repeat("x", 200_000)), http.StatusRequestEntityTooLarge, "слишком большой"},
		"Old":       {"a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1"), http.StatusBadRequest, "не файл Excel"},
		"Short":     {"a.xlsx", []byte("PK"), http.StatusBadRequest, "не файл Excel"},
		"Empty":     {"a.xlsx", nil, http.StatusBadRequest, "не выбран"},
		"Nameless":  {"", nil, http.StatusBadRequest, "не выбран"},
		"JustFits":  {"a.xlsx", book(strings.Repeat("x", 996)), http.StatusOK, "Загружено"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.want(s.upload(tt.file, tt.data), tt.status, tt.text)
			if took := len(s.desk.took) + len(s.links.used); (took > 0) != (tt.status == http.StatusOK) {
				t.Errorf("used %v, took %v", s.links.used, s.desk.took)
			}
		})
	}
}

func TestATableIsTakenWhereOneSaysItAll(t *testing.T) {
	t.Parallel()
	table := []byte("Услуга;Тариф\nдомофон;45,00\n")
	for name, tt := range map[string]struct {
		of     housing.WebPurpose
		file   string
		data   []byte
		status int
		text   string
	}{
		"Houses":      {housing.WebHouses, "a.csv", table, http.StatusOK, "Загружено"},
		"Outages":     {housing.WebOutages, `C:\A.CSV`, table, http.StatusOK, "Загружено"},
		"Windows1251": {housing.WebPrevention, "a.csv", []byte("\xd3\xf1\xeb\xf3\xe3\xe0;\xd2\n"), http.StatusOK, "Загружено"},
		"Workbook":    {housing.WebHouses, "a.csv", book("x"), http.StatusOK, "Загружено"},
		"Charges":     {housing.WebCharges, "a.csv", table, http.StatusBadRequest, "не файл Excel"},
		"OtherName":   {housing.WebHouses, "a.exe", table, http.StatusBadRequest, "не таблица CSV"},
		"Letter":      {housing.WebHouses, "a.csv", []byte("Здравствуйте"), http.StatusBadRequest, "не таблица CSV"},
		"Program":     {housing.WebHouses, "a.csv", []byte("MZ;\x00\x01"), http.StatusBadRequest, "не таблица CSV"},
		"TooLarge": {
			housing.WebHouses, "a.csv", bytes.Repeat(table, 50), http.StatusRequestEntityTooLarge, "слишком большой",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.links.of = tt.of
			s.want(s.upload(tt.file, tt.data), tt.status, tt.text)
			if took := len(s.desk.took) + len(s.links.used); (took > 0) != (tt.status == http.StatusOK) {
				t.Errorf("used %v, took %v", s.links.used, s.desk.took)
			}
		})
	}
}

func TestAWrongTokenOpensNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{
		UploadPath + noToken, UploadPath + downToken, UploadPath + strings.ToUpper(upToken), UploadPath + upToken + "a",
		UploadPath + upToken[1:], UploadPath + "%00", UploadPath + "..%2f..%2fetc%2fpasswd", UploadPath + upToken + "%20", DownloadPath + upToken,
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			s.want(s.do(s.request(method, path, strings.NewReader("PK\x03\x04"))), http.StatusNotFound, "Такой ссылки нет")
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
		s.want(s.do(s.request(method, UploadPath+upToken, http.NoBody)), http.StatusMethodNotAllowed, "")
	}
	if len(s.links.used) != 0 || len(s.desk.took) != 0 {
		t.Errorf("used %v, took %v", s.links.used, s.desk.took)
	}
}

func TestALateLinkSaysSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.links.late = true
	s.want(s.upload("a.xlsx", book("rows")), http.StatusGone, "действовала 15 минут")
	s.want(s.do(s.request(http.MethodPost, DownloadPath+downToken, http.NoBody)), http.StatusGone, "действовала 15 минут")
}

func TestARefusedWorkbookSaysWhyAndAFaultIsNotTold(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.desk.err = &Refusal{Reason: "Это не шаблон ГИС ЖКХ: нет листа «Разделы 1-2»."}
	w := s.upload("a.xlsx", book("rows"))
	s.want(w, http.StatusUnprocessableEntity, "нет листа «Разделы 1-2»")
	s.want(w, http.StatusUnprocessableEntity, "второй раз эта ссылка не сработает")

	s = newSite(t)
	s.desk.err = errors.New("dial postgres://dombot:hunter2@db")
	w = s.upload("a.xlsx", book("rows"))
	s.want(w, http.StatusInternalServerError, "У нас сбой")
	if strings.Contains(w.Body.String(), "hunter2") || !strings.Contains(s.log.String(), "code=") {
		t.Errorf("page:\n%s\nlog: %s", w.Body, s.log)
	}
	if strings.Contains(s.log.String(), upToken) {
		t.Error("the log holds the token")
	}
	s = newSite(t)
	s.desk.report = Report{Lines: []string{"строка 2: Объём: не число"}}
	w = s.upload("a.xlsx", book("rows"))
	s.want(w, http.StatusOK, "Ничего не загружено")
	s.want(w, http.StatusOK, "строка 2")
}

func TestWhoClosesThePageDoesNotStopTheImport(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	body, kind := form(t, "a.xlsx", book("rows"))
	ctx, leave := context.WithCancel(t.Context())
	r := s.request(http.MethodPost, UploadPath+upToken, &leaving{body, leave}).WithContext(ctx)
	r.Header.Set("Content-Type", kind)
	s.want(s.do(r), http.StatusOK, "Загружено")
	if len(s.desk.took) != 1 {
		t.Errorf("took %v", s.desk.took)
	}
}

// leaving is a body whose sender goes when all is sent.
type leaving struct {
	*bytes.Buffer
	leave func()
}

func (l *leaving) Read(b []byte) (int, error) {
	n, err := l.Buffer.Read(b)
	if errors.Is(err, io.EOF) || l.Len() == 0 {
		l.leave()
	}
	return n, err
}

func TestADownloadIsAFileAndIsTakenOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := s.do(s.request(http.MethodPost, DownloadPath+downToken, http.NoBody))
	s.want(w, http.StatusOK, "PK rows")
	_, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
	if err != nil || params["filename"] != "Показания 2026-11.xlsx" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v, %v", w.Header(), err)
	}
	s.want(s.do(s.request(http.MethodPost, DownloadPath+downToken, http.NoBody)), http.StatusGone, "уже воспользовались")
}

// TestABrowserReadsThatItsFileIsTooLarge sends more than the server takes over a real connection: the answer
// arrives all the same.
func TestABrowserReadsThatItsFileIsTooLarge(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	body, kind := form(t, "a.xlsx", book(strings.Repeat("x", 3000)))
	for range 2 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+UploadPath+upToken, bytes.NewReader(body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", kind)
		answer, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err != nil || !strings.Contains(string(page), "слишком большой") {
			t.Errorf("%v: %s", err, page)
		}
	}
}

func TestAFileSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Платежи.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"Платежи.csv":  "text/csv; charset=utf-8",
		"Платежи.zip":  "application/zip",
	} {
		s := newSite(t)
		s.desk.name = name

		w := s.do(s.request(http.MethodPost, DownloadPath+downToken, http.NoBody))

		if got := w.Header().Get("Content-Type"); w.Code != http.StatusOK || got != want {
			t.Errorf("%s is sent with status %d as %q, want %q", name, w.Code, got, want)
		}
	}
}
