package dialogs

import (
	"errors"
	"testing"
)

func TestWhatWasReadInATurnIsReadOnce(t *testing.T) {
	t.Parallel()
	type first int
	type second int
	ctx := remembering(t.Context())
	reads := 0
	read := func() (int, error) { //nolint:unparam // as Recall wants it
		reads++
		return reads, nil
	}
	recall := func(want int) {
		t.Helper()
		if got, err := Recall(ctx, first(1), read); got != want || err != nil {
			t.Errorf("read %d, %v, want %d", got, err, want)
		}
	}

	recall(1)
	recall(1)
	if got, _ := Recall(ctx, first(2), read); got != 2 {
		t.Errorf("another key reads %d, want 2", got)
	}
	if got, _ := Recall(ctx, second(1), read); got != 3 {
		t.Errorf("a key of another type reads %d, want 3", got)
	}
	forget(ctx)
	recall(4)
	ctx = remembering(t.Context())
	recall(5)
}

func TestAnErrorIsNotRemembered(t *testing.T) {
	t.Parallel()
	ctx := remembering(t.Context())
	if _, err := Recall(ctx, 1, func() (int, error) { return 7, errDisk }); !errors.Is(err, errDisk) {
		t.Errorf("error = %v, want the disk's", err)
	}
	if got, err := Recall(ctx, 1, func() (int, error) { return 8, nil }); got != 8 || err != nil {
		t.Errorf("after an error %d, %v, want 8", got, err)
	}
}

func TestOutsideATurnNothingIsRemembered(t *testing.T) {
	t.Parallel()
	reads := 0
	for range 2 {
		if _, err := Recall(t.Context(), 1, func() (int, error) { reads++; return reads, nil }); err != nil {
			t.Fatal(err)
		}
	}
	forget(t.Context())
	if reads != 2 {
		t.Errorf("%d reads, want 2", reads)
	}
}
