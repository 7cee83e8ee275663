package public

import (
	"context"
	"io"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/onenorwich/guildhall/audit"
	"github.com/onenorwich/guildhall/election"
	"github.com/onenorwich/guildhall/governance/record"
	"github.com/onenorwich/guildhall/web/site"
)

// receiptName is what the receipt of an entry is called when it is saved.
func receiptName(id election.ID, seq int64) string {
	return "guildhall-receipt-" + string(id) + "-" + strconv.FormatInt(seq, 10) + ".txt"
}

// receipt is the receipt of a vote at the newest checkpoint: the same bytes for
// whoever asks, and nothing that is not in the public log.
func (p *pages) receipt(c echo.Context, o poll) error {
	seq, err := strconv.ParseInt(c.Param("seq"), 10, 64)
	if err == nil {
		_, ok := o.el.Poll.Cast(seq)
		if !ok || strconv.FormatInt(seq, 10) != c.Param("seq") {
			err = strconv.ErrRange
		}
	}
	if err != nil {
		return site.Refuse(404, "no-vote", "There is no vote of this election at this place of the log. Look for yours in the ballot box, by its tracker.")
	}
	r, err := p.receiptOf(c.Request().Context(), o.point, seq)
	if err != nil {
		return err
	}
	return p.attach(c, receiptName(o.el.ID(), seq), "text/plain; charset=utf-8", func(w io.Writer) error {
		_, err := w.Write(r.Encode())
		return err
	})
}

// receiptOf makes the receipt of an entry, at a point.
func (p *pages) receiptOf(ctx context.Context, point *record.Point, seq int64) (record.Receipt, error) {
	nodes, err := p.nodes(ctx, point)
	if err != nil {
		return record.Receipt{}, err
	}
	hashes, err := nodes.Inclusion(seq, point.Head.Size)
	if err != nil {
		return record.Receipt{}, err
	}
	checkpoint, err := p.Desk.Clerk.Checkpoint(point)
	if err != nil {
		return record.Receipt{}, err
	}
	var proof audit.LogProof
	err = lines(ctx, p, point, seq, func(_ int64, line []byte) error {
		if proof, err = audit.NewLogProof(line, hashes, checkpoint); err != nil {
			return err
		}
		return errEnough
	})
	if err != errEnough {
		return record.Receipt{}, err
	}
	return record.NewReceipt(proof, p.Desk.Clerk.PublicKey())
}
