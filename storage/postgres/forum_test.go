package postgres_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

func TestMessagesAtOnceAreNumberedAndNoMoreThanAllowed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna, boris := w.person(1), w.person(2)
	w.connect(anna)
	w.connect(boris)
	b := w.newBoard(anna, w.house("ленина 12").ID)
	wantRefusal(t, b.store.Sign(ctx, w.once(), forum.Signing{Person: boris, House: b.house, Name: "СЕКРЕТОВА"}, noon()),
		"forum.name_taken")
	must(t, b.store.Sign(ctx, w.once(), forum.Signing{Person: boris, House: b.house, Flat: "45"}, noon()))
	var together sync.WaitGroup
	var mu sync.Mutex
	said := map[housing.Kind]int{}
	for range 8 {
		for _, who := range []housing.PersonID{anna, boris} {
			together.Go(func() {
				_, err := b.store.Write(ctx, w.once(), forum.Writing{Person: who, Topic: b.topic, Text: "да"}, noon())
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					said[housing.Kind(-1)]++
					return
				}
				said[housing.KindOf(err)]++
			})
		}
	}
	together.Wait()

	// Anna has written one before.
	if diff := cmp.Diff(map[housing.Kind]int{housing.Kind(-1): 9, housing.Limited: 7}, said); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	sheet, err := b.store.Sheet(ctx, boris, b.topic, -1, noon())
	must(t, err)
	if len(sheet.Posts) != 10 || sheet.Posts[9].Number != 10 || sheet.Pages != 1 {
		t.Errorf("%d messages on %d pages, the last is № %d", len(sheet.Posts), sheet.Pages, sheet.Posts[9].Number)
	}
	if got := sheet.Posts[0]; got.By != (forum.Author{Name: "Секретова"}) || !got.Photo || got.Mine {
		t.Errorf("the first message is shown as %+v", got)
	}
	found, err := b.store.Topics(ctx, anna, forum.Search{House: b.house, Words: "секрЕтова", Limit: 5}, noon())
	must(t, err)
	if found.Total != 1 || found.Topics[0].Unread == 0 {
		t.Errorf("found %+v, want the topic with what is new", found)
	}
	// Once more under the same name of the confirmation: it is the same message.
	once, at := w.once(), noon().Add(time.Hour)
	for range 2 {
		done, err := b.store.Write(ctx, once, forum.Writing{Person: anna, Topic: b.topic, Text: "раз"}, at)
		must(t, err)
		if done.Number != 11 {
			t.Errorf("the message has № %d", done.Number)
		}
	}
	// Who moves out is shown by no flat, and who is erased leaves an empty place.
	w.exec(`UPDATE links SET suspended_at = now() WHERE person_id = $1`, int64(boris))
	must(t, (&postgres.Stored{DB: w.db}).Erase(ctx, w.once(), anna, at))
	carol := w.person(3)
	w.connect(carol)
	sheet, err = b.store.Sheet(ctx, carol, b.topic, 0, at)
	must(t, err)
	for _, p := range sheet.Posts {
		if p.By != (forum.Author{}) || p.Photo || strings.Contains(p.Text, "Секретова") {
			t.Errorf("№ %d is shown as %+v", p.Number, p)
		}
	}
}

func TestAMessageIsChangedByItsAuthorInTimeAlone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	anna, boris := w.person(1), w.person(2)
	w.connect(anna)
	w.connect(boris)
	b := w.newBoard(anna, w.house("ленина 12").ID)
	must(t, b.store.Sign(ctx, w.once(), forum.Signing{Person: boris, House: b.house, Name: "Ира"}, noon()))
	edit := func(who housing.PersonID, text string, after time.Duration) error {
		_, err := b.store.Edit(ctx, w.once(), forum.Editing{Person: who, Post: b.post, Text: text}, noon().Add(after))
		return err
	}
	wantRefusal(t, edit(boris, "чужое", 0), "forum.gone")
	must(t, edit(anna, "поправлено", time.Minute))
	wantRefusal(t, edit(anna, "поздно", time.Hour), "forum.edit_late")
	last := forum.Editing{Person: anna, Post: b.post}
	wantRefusal(t, b.store.Delete(ctx, w.once(), last, noon().AddDate(0, 0, 3)), "forum.delete_late")
	// A word of the list is seen by its author alone.
	must(t, edit(anna, "казино", time.Minute))
	for who, want := range map[housing.PersonID]int{anna: 1, boris: 0} {
		found, err := b.store.Topics(ctx, who, forum.Search{House: b.house, Limit: 5}, noon())
		must(t, err)
		if len(found.Topics) != want {
			t.Errorf("person %d sees %d topics, want %d", who, len(found.Topics), want)
		}
	}
	must(t, b.store.Delete(ctx, w.once(), last, noon()))
	wantRefusal(t, b.store.Delete(ctx, w.once(), last, noon()), "forum.gone")
}
