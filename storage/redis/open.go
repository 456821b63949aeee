package redis

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Limits of a call. A dialog is answered within seconds or not at all, so a
// call that hangs is given up early and tried again.
const (
	dialTimeout  = 3 * time.Second
	callTimeout  = 2 * time.Second
	poolTimeout  = 4 * time.Second
	maxRetries   = 2
	minRetryWait = 20 * time.Millisecond
	maxRetryWait = 500 * time.Millisecond
)

// ErrAddress refuses an address that cannot be read. It does not repeat it.
var ErrAddress = errors.New("the address of Redis is not redis://[user:password@]host:port/number")

// DB is a connection to Redis.
type DB struct {
	client goredis.UniversalClient
}

// Open prepares a connection; nothing is sent yet. The address is redis://,
// rediss:// or unix://. With ?addr=host:port once or more it names a cluster,
// with ?master_name=name sentinels.
func Open(address string) (*DB, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, ErrAddress
	}
	var client goredis.UniversalClient
	switch query := u.Query(); {
	case query.Has("master_name"):
		client, err = sentinels(address)
	case query.Has("addr"):
		client, err = cluster(address)
	default:
		client, err = single(address)
	}
	if err != nil { // the complaints of the parser may repeat the address
		return nil, ErrAddress
	}
	return &DB{client: client}, nil
}

func single(address string) (goredis.UniversalClient, error) {
	o, err := goredis.ParseURL(address)
	if err != nil {
		return nil, fmt.Errorf("read address: %w", err)
	}
	o.DialTimeout, o.PoolTimeout = dialTimeout, poolTimeout
	o.ReadTimeout, o.WriteTimeout = callTimeout, callTimeout
	o.MaxRetries, o.MinRetryBackoff, o.MaxRetryBackoff = maxRetries, minRetryWait, maxRetryWait
	o.ContextTimeoutEnabled, o.DisableIdentity, o.MaintNotificationsConfig = true, true, quiet()
	return goredis.NewClient(o), nil
}

func cluster(address string) (goredis.UniversalClient, error) {
	o, err := goredis.ParseClusterURL(address)
	if err != nil {
		return nil, fmt.Errorf("read address: %w", err)
	}
	o.DialTimeout, o.PoolTimeout = dialTimeout, poolTimeout
	o.ReadTimeout, o.WriteTimeout = callTimeout, callTimeout
	o.MaxRetries, o.MinRetryBackoff, o.MaxRetryBackoff = maxRetries, minRetryWait, maxRetryWait
	o.ContextTimeoutEnabled, o.DisableIdentity, o.MaintNotificationsConfig = true, true, quiet()
	return goredis.NewClusterClient(o), nil
}

func sentinels(address string) (goredis.UniversalClient, error) {
	o, err := goredis.ParseFailoverURL(address)
	if err != nil {
		return nil, fmt.Errorf("read address: %w", err)
	}
	o.DialTimeout, o.PoolTimeout = dialTimeout, poolTimeout
	o.ReadTimeout, o.WriteTimeout = callTimeout, callTimeout
	o.MaxRetries, o.MinRetryBackoff, o.MaxRetryBackoff = maxRetries, minRetryWait, maxRetryWait
	o.ContextTimeoutEnabled, o.DisableIdentity = true, true
	return goredis.NewFailoverClient(o), nil
}

// quiet turns off the notices of maintenance that only one vendor sends.
func quiet() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// Ping reports whether Redis answers.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping Redis: %w", err)
	}
	return nil
}

// Close ends the connection.
func (d *DB) Close() error {
	if err := d.client.Close(); err != nil {
		return fmt.Errorf("close Redis: %w", err)
	}
	return nil
}
