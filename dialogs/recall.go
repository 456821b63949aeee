package dialogs

import "context"

// memory is what was read during one turn. A turn is run by one goroutine.
type memory struct{ read map[any]any }

type memoryKey struct{}

// remembering returns the context of a turn in which [Recall] remembers.
func remembering(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoryKey{}, &memory{read: map[any]any{}})
}

// forget makes what follows read anew: something was carried out.
func forget(ctx context.Context) {
	if m, ok := ctx.Value(memoryKey{}).(*memory); ok {
		clear(m.read)
	}
}

// Recall returns what load returned earlier in the same turn under the same key,
// else what it returns now. A step is loaded to decide about an answer and again
// to be shown; between the two nothing changes but what is carried out, and after
// that everything is read anew. Errors are not remembered, and outside a turn
// nothing is. What is returned is shared: it must not be changed. The type of the
// key tells whose it is.
func Recall[K comparable, V any](ctx context.Context, key K, load func() (V, error)) (V, error) {
	m, ok := ctx.Value(memoryKey{}).(*memory)
	if !ok {
		return load()
	}
	if known, ok := m.read[key].(V); ok {
		return known, nil
	}
	v, err := load()
	if err == nil {
		m.read[key] = v
	}
	return v, err
}
