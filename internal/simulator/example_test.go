package simulator_test

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"dombot/internal/simulator"
)

// A test makes a server, lets somebody write, waits until the bot has come back, and reads the chat.
func ExampleServer() {
	srv, err := simulator.New(simulator.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = srv.Close() }()
	anna := srv.Person("Анна")

	anna.Start("")
	answer(srv, anna) // the bot would do this in its own goroutine
	if err := srv.Idle(context.Background()); err != nil {
		fmt.Println(err)
	}

	fmt.Print(anna.Transcript())
	fmt.Println(srv.Failures())
	// Output:
	// анна: /start
	// бот: Здравствуйте!
	// []
}

func answer(srv *simulator.Server, p *simulator.Person) {
	for method, params := range map[string]url.Values{
		"sendMessage": {"chat_id": {strconv.FormatInt(p.ID, 10)}, "text": {"Здравствуйте!"}},
		"getUpdates":  {"offset": {"900000000"}},
	} {
		address := fmt.Sprintf(simulator.APIEndpoint(simulator.InProcessURL), srv.Token(), method)
		resp, err := srv.Client().PostForm(address, params)
		if err != nil {
			fmt.Println(err)
			return
		}
		_ = resp.Body.Close()
	}
}
