package paper

import (
	"fmt"

	"github.com/skip2/go-qrcode"
)

// QR is an address for a camera, with the address itself beside it in letters.
type QR struct {
	Address string
	Caption Text
	// Shown stands beside the code instead of the address, and nothing leads
	// there by a click: for an address that holds a secret.
	Shown string
}

// Beside is what is printed beside the code.
func (b QR) Beside() Text {
	if b.Shown != "" {
		return Strong(b.Shown)
	}
	return Text{{Text: b.Address, Link: b.Address, Code: true}}
}

// Square is a horizontal run of dark modules of a QR code.
type Square struct{ X, Y, Width int }

// Quiet is the light border that a QR code needs, in modules (ISO/IEC 18004).
const Quiet = 4

// Squares gives the code as runs of dark modules on a grid of size×size, the
// quiet border included. An address too long for a code is an error.
func (b QR) Squares() (size int, runs []Square, err error) {
	code, err := qrcode.New(b.Address, qrcode.Medium)
	if err != nil {
		return 0, nil, fmt.Errorf("the address does not fit in a QR code: %w", err)
	}
	code.DisableBorder = true
	grid := code.Bitmap()
	for y, row := range grid {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			end := x
			for end < len(row) && row[end] {
				end++
			}
			runs = append(runs, Square{X: x + Quiet, Y: y + Quiet, Width: end - x})
			x = end
		}
	}
	return len(grid) + 2*Quiet, runs, nil
}

func (b QR) texts() []string { return []string{b.Caption.String(), b.Beside().String()} }
