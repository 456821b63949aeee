package payqr

import (
	"context"
	"errors"
	"image"

	"dombot/internal/housing"
)

// Read returns what the payment code in a picture of a receipt says. Its errors
// may be read by the person who sent it.
func Read(ctx context.Context, img image.Image) (housing.Slip, error) {
	data, found := Find(ctx, img)
	if !found {
		return housing.Slip{}, refused("code.none")
	}
	c, err := Parse(data)
	switch {
	case errors.Is(err, ErrFast):
		return housing.Slip{}, refused("code.fast")
	case err != nil:
		return housing.Slip{}, refused("code.foreign")
	}
	slip := c.Slip()
	switch {
	case !slip.Utility:
		return housing.Slip{}, refused("code.other_service")
	case slip.Number.Value == "" && slip.Address == "":
		return housing.Slip{}, refused("code.empty")
	}
	return slip, nil
}

func refused(key string) error { return &housing.Error{Kind: housing.Refused, Text: key} }
