package dialogs

import (
	"context"
	"encoding/json"
	"fmt"
)

// save writes s as w says.
func (e *Engine) save(ctx context.Context, k Key, s session, w Saved) (bool, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return false, fmt.Errorf("write session: %w", err)
	}
	w.Key, w.Data, w.Life = k.String(), data, sessionLife
	ok, err := e.Sessions.Save(ctx, w)
	if err != nil {
		return false, fmt.Errorf("save session: %w", err)
	}
	return ok, nil
}
