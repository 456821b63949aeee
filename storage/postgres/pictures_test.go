package postgres_test

import (
	"bytes"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

// photo is a photo of a dial as person sends it; it is kept for a year.
func photo(person housing.PersonID, account housing.AccountID, m housing.MeterID, data string) housing.Picture {
	return housing.Picture{
		Person: person, Account: account, Meter: m, Data: []byte(data), Until: noon().AddDate(1, 0, 0),
	}
}

func (w *town) keep(p housing.Picture) housing.Placed {
	w.t.Helper()
	placed, err := w.pictures.Keep(w.ctx(), w.once(), p, noon())
	must(w.t, err)
	return placed
}

func (w *town) save(sub housing.Submission) housing.Receipt {
	w.t.Helper()
	receipt, err := w.readings.Save(w.ctx(), w.once(), sub, noon())
	must(w.t, err)
	return receipt
}

// pictured is a submission of one meter with a photo.
func pictured(sub housing.Submission, id housing.PictureID) housing.Submission {
	sub.Entries[0].Picture = id
	return sub
}

// newest returns the photo of each reading of a meter, newest first.
func (w *town) newest(person housing.PersonID, m housing.MeterID) []housing.PictureID {
	w.t.Helper()
	h, err := w.readings.History(w.ctx(), person, m, 0, 10)
	must(w.t, err)
	ids := make([]housing.PictureID, 0, len(h.Rows))
	for _, r := range h.Rows {
		ids = append(ids, r.Picture)
	}
	return ids
}

func TestAPhotoLiesWithTheReadingThatIsSaved(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	account, cold := page.Account.ID, page.Lines[0].Meter
	waits := w.keep(photo(anna, account, cold.ID, "dial"))
	_, before := w.pictures.Picture(t.Context(), anna, waits.Picture, noon())

	receipt := w.save(pictured(november1(anna, account, cold.ID, "125.3"), waits.Picture))
	shown, err := w.pictures.Picture(t.Context(), anna, waits.Picture, noon())
	must(t, err)

	wantKind(t, before, housing.NotFound)
	if waits.Beside != nil || !receipt.Lines[0].Pictured {
		t.Errorf("placed %+v, receipt %+v", waits, receipt.Lines)
	}
	if !bytes.Equal(shown.Data, []byte("dial")) || shown.Meter.ID != cold.ID || !shown.Reading.Values.Equal(values("125.3")) {
		t.Errorf("shown %+v", shown)
	}
	if diff := cmp.Diff([]housing.PictureID{waits.Picture, 0}, w.newest(anna, cold.ID)); diff != "" {
		t.Errorf("photos in the history (-want +got):\n%s", diff)
	}
}

func TestAPhotoComesToWhatIsSavedAlready(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	account, cold := page.Account.ID, page.Lines[0].Meter.ID
	w.save(november1(anna, account, cold, "125.3"))

	first := w.keep(photo(anna, account, cold, "blurred"))
	second := w.keep(photo(anna, account, cold, "sharp"))
	nobody := w.keep(photo(anna, account, 0, "which"))
	told, err := w.pictures.Place(t.Context(), w.once(), housing.Placing{Person: anna, Picture: nobody.Picture, Meter: page.Lines[1].Meter.ID}, noon())
	must(t, err)

	if !first.Beside.Equal(values("125.3")) || !second.Beside.Equal(values("125.3")) || told.Beside != nil {
		t.Errorf("first %+v, second %+v, of the other meter %+v", first, second, told)
	}
	if diff := cmp.Diff([]housing.PictureID{second.Picture, 0}, w.newest(anna, cold)); diff != "" {
		t.Errorf("photos in the history (-want +got):\n%s", diff)
	}
	if n := w.int("SELECT count(*) FROM pictures"); n != 2 {
		t.Errorf("%d photos, want the sharp one and that of the other meter", n)
	}

	// A correction takes the photo along; one without a photo leaves it.
	w.save(pictured(november1(anna, account, cold, "125.9"), second.Picture))
	w.save(november1(anna, account, cold, "126.1"))
	if diff := cmp.Diff([]housing.PictureID{0, second.Picture, 0, 0}, w.newest(anna, cold)); diff != "" {
		t.Errorf("photos after corrections (-want +got):\n%s", diff)
	}
}

func TestTheSameValueWithAPhotoKeepsTheReading(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	account, cold := page.Account.ID, page.Lines[0].Meter.ID
	waits := w.keep(photo(anna, account, cold, "dial"))
	w.save(november1(anna, account, cold, "125.3"))

	receipt := w.save(pictured(november1(anna, account, cold, "125.3"), waits.Picture))

	if !receipt.Lines[0].Pictured {
		t.Errorf("receipt %+v", receipt.Lines)
	}
	if diff := cmp.Diff([]housing.PictureID{waits.Picture, 0}, w.newest(anna, cold)); diff != "" {
		t.Errorf("photos (-want +got):\n%s", diff)
	}
}

func TestPhotosOfOthersAreOutOfReach(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	account, cold := page.Account.ID, page.Lines[0].Meter.ID
	mine := w.keep(photo(anna, account, cold, "anna's"))
	w.save(pictured(november1(anna, account, cold, "125.3"), mine.Picture))
	boris := w.person(2)
	mira := w.connectBy(w.mira(boris))
	miraPage, err := w.readings.Page(t.Context(), boris, mira, noon())
	must(t, err)

	_, err = w.pictures.Picture(t.Context(), boris, mine.Picture, noon())
	wantKind(t, err, housing.NotFound)
	_, err = w.pictures.Keep(t.Context(), w.once(), photo(boris, account, cold, "x"), noon())
	wantKind(t, err, housing.NotFound)
	_, err = w.pictures.Keep(t.Context(), w.once(), photo(boris, mira, cold, "x"), noon())
	wantKind(t, err, housing.NotFound)
	loose := w.keep(photo(anna, account, 0, "which"))
	_, err = w.pictures.Place(t.Context(), w.once(), housing.Placing{Person: boris, Picture: loose.Picture, Meter: miraPage.Lines[0].Meter.ID}, noon())
	wantKind(t, err, housing.NotFound)
	receipt, err := w.readings.Save(t.Context(), w.once(), pictured(november1(boris, mira, miraPage.Lines[0].Meter.ID, "11"), mine.Picture), noon())
	must(t, err)
	if receipt.Lines[0].Pictured || w.newest(boris, miraPage.Lines[0].Meter.ID)[0] != 0 {
		t.Error("a photo of another flat came to a reading")
	}

	// Who shares the flat sees it, and cannot take it away with a photo that is not his.
	w.connect(boris)
	if _, err := w.pictures.Picture(t.Context(), boris, mine.Picture, noon()); err != nil {
		t.Errorf("household: %v", err)
	}
	w.save(pictured(november1(boris, account, cold, "125.3"), loose.Picture))
	if got := w.newest(boris, cold)[0]; got != mine.Picture {
		t.Errorf("photo %d is shown, want %d", got, mine.Picture)
	}
}

func TestPhotosEndWithTheConnectionOfTheirSender(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		end  func(w *town, anna housing.PersonID, account housing.AccountID)
		left int
	}{
		"disconnected": {func(w *town, anna housing.PersonID, account housing.AccountID) {
			must(w.t, w.accounts.Disconnect(w.ctx(), w.once(), anna, account, noon()))
		}, 0},
		"withdrawn": {func(w *town, anna housing.PersonID, _ housing.AccountID) {
			must(w.t, w.people.WithdrawConsent(w.ctx(), w.once(), anna, noon()))
		}, 0},
		"suspended": {func(w *town, anna housing.PersonID, _ housing.AccountID) {
			w.exec("UPDATE links SET suspended_at = now() WHERE person_id = $1", int64(anna))
		}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			anna, page := resident(t, w)
			account, cold := page.Account.ID, page.Lines[0].Meter.ID
			kept := w.keep(photo(anna, account, cold, "dial"))
			w.save(pictured(november1(anna, account, cold, "125.3"), kept.Picture))
			w.keep(photo(anna, account, 0, "waits"))
			boris := w.person(2)
			w.connect(boris)

			tt.end(w, anna, account)

			_, err := w.pictures.Picture(t.Context(), boris, kept.Picture, noon())
			wantKind(t, err, housing.NotFound)
			if n := w.int("SELECT count(*) FROM pictures"); n != tt.left || w.newest(boris, cold)[0] != 0 {
				t.Errorf("%d photos are left, want %d", n, tt.left)
			}
			if n := w.int("SELECT count(*) FROM submissions"); n != 1 {
				t.Errorf("%d submissions, want the reading to stay", n)
			}
		})
	}
}

func TestPhotosAreForgottenAfterTheirTerm(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	account, cold := page.Account.ID, page.Lines[0].Meter.ID
	kept := w.keep(photo(anna, account, cold, "dial"))
	w.save(pictured(november1(anna, account, cold, "125.3"), kept.Picture))
	w.keep(photo(anna, account, 0, "waits"))
	left := func(at time.Time) int {
		must(t, w.pictures.Forget(t.Context(), at))
		return w.int("SELECT count(*) FROM pictures")
	}
	year := noon().AddDate(1, 0, 0)

	_, late := w.pictures.Picture(t.Context(), anna, kept.Picture, year)
	got := []int{
		left(noon().Add(96*time.Hour - time.Second)), left(noon().Add(96 * time.Hour)),
		left(year.Add(-time.Second)), left(year),
	}

	wantKind(t, late, housing.NotFound) // before anything deleted it
	if diff := cmp.Diff([]int{2, 1, 1, 0}, got); diff != "" {
		t.Errorf("photos left (-want +got):\n%s", diff)
	}
}

func TestFewPhotosWaitForTheirReading(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	account, cold := page.Account.ID, page.Lines[0].Meter.ID
	saved := w.keep(photo(anna, account, cold, "saved"))
	w.save(pictured(november1(anna, account, cold, "125.3"), saved.Picture))
	var first, last housing.PictureID
	for i := range 15 {
		last = w.keep(photo(anna, account, 0, strconv.Itoa(i))).Picture
		if i == 0 {
			first = last
		}
	}

	_, gone := w.pictures.Place(t.Context(), w.once(), housing.Placing{Person: anna, Picture: first, Meter: cold}, noon())
	_, there := w.pictures.Place(t.Context(), w.once(), housing.Placing{Person: anna, Picture: last, Meter: cold}, noon())

	wantKind(t, gone, housing.NotFound)
	must(t, there)
	if n := w.int("SELECT count(*) FROM pictures"); n != 12 {
		t.Errorf("%d photos, want the newest of those that waited, one of them with the reading", n)
	}
}

func TestAPhotoSentTwiceIsKeptOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	p := photo(anna, page.Account.ID, page.Lines[0].Meter.ID, "dial")
	placed := make([]housing.Placed, 6)
	var group sync.WaitGroup
	for i := range placed {
		group.Go(func() {
			var err error
			if placed[i], err = w.pictures.Keep(t.Context(), "same", p, noon()); err != nil {
				t.Errorf("keep: %v", err)
			}
		})
	}
	group.Wait()

	for _, other := range placed {
		if diff := cmp.Diff(placed[0], other); diff != "" {
			t.Errorf("placed differently (-first +other):\n%s", diff)
		}
	}
	if n := w.int("SELECT count(*) FROM pictures"); n != 1 {
		t.Errorf("%d photos, want 1", n)
	}
}

func TestAPhotoHasABoundedSizeAndAMeterThatIsReadByHand(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	account := page.Account.ID

	for _, data := range []string{"", string(make([]byte, 400<<10+1))} {
		_, err := w.pictures.Keep(t.Context(), w.once(), photo(anna, account, 0, data), noon())
		wantKind(t, err, housing.Internal)
	}
	w.keep(photo(anna, account, 0, string(make([]byte, 400<<10))))
	_, err := w.pictures.Keep(t.Context(), w.once(), photo(anna, account, page.Lines[3].Meter.ID, "automatic"), noon())
	wantKind(t, err, housing.NotFound)
	if n := w.int("SELECT count(*) FROM pictures"); n != 1 {
		t.Errorf("%d photos, want 1", n)
	}
}
