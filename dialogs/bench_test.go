package dialogs

import "testing"

// BenchmarkTap measures one press from the stored session to the next screen,
// without the network on either side.
func BenchmarkTap(b *testing.B) {
	w := newTown(b)
	v := w.visitor(b).say("форма").say("Анна")
	reply := v.last
	for b.Loop() {
		label := 0 // ‹S›, then ‹Назад›
		if labels(reply.Screen)[0] == "Готово" {
			label = 2
		}
		v.update++
		var err error
		reply, err = v.engine.Handle(b.Context(), Event{
			Key: v.key, Update: v.update, Data: reply.Data(label), Window: v.window,
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if text := reply.Screen.Text; text == "" {
		b.Error("nothing is on the screen")
	}
}

func BenchmarkReadSession(b *testing.B) {
	w := newTown(b)
	v := w.visitor(b).say("форма").say("Анна")
	data := w.shelf.stored(v.key).Data
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := readSession(data); !ok {
			b.Fatal("a session of today cannot be read")
		}
	}
}
