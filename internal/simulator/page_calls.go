package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// about tells which message of which chat a call made, changed or took away.
func (c *call) about(result any) (chat int64, message int) {
	chat, err := strconv.ParseInt(c.text("chat_id"), 10, 64)
	if err != nil {
		return 0, 0
	}
	if m, ok := result.(*wireMessage); ok {
		return chat, m.ID
	}
	return chat, c.integer("message_id")
}

type pageCall struct {
	N      int               `json:"n"`
	At     string            `json:"at"`
	Method string            `json:"method"`
	Params map[string]string `json:"params"`
	Files  []string          `json:"files"`
	Error  string            `json:"error"`
}

// pageCalls lists the calls of the bot that made a message what it is, oldest first.
func (s *Server) pageCalls(w http.ResponseWriter, r *http.Request, st *Seat) {
	id := number(r.PathValue("message"))
	s.mu.Lock()
	chat := st.id
	s.mu.Unlock()
	list := []pageCall{}
	for _, c := range s.Calls() {
		if c.Chat == chat && c.Message == id && id != 0 {
			list = append(list, pageCall{
				N: c.N, At: c.At.Format(time.RFC3339), Method: c.Method, Params: c.Params,
				Files: slices.Sorted(slices.Values(c.Files)), Error: c.Error,
			})
		}
	}
	write(w, http.StatusOK, list)
}
