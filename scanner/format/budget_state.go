package format

import "github.com/pii-scan/pii-scan/scanner/source"

// BudgetState is a budget's limits and what is used of it, to be handed to another process.
type BudgetState struct {
	Limits [5]int64 // Budget's fields in their order
	// Used are the archives that are open, members, unpacked bytes; bytes out and in, and the depth, of what is judged by its ratio.
	Used  [6]int64
	Spent *source.Problem
}

// State is what the budget is at this moment.
func (b *Budget) State() BudgetState {
	return BudgetState{
		Limits: [...]int64{b.Depth, b.Entries, b.Bytes, b.Ratio, b.RatioAfter},
		Used:   [...]int64{b.depth.Load(), b.entries.Load(), b.bytes.Load(), b.out.Load(), b.own.Load(), b.outer.Load()},
		Spent:  b.spent.Load(),
	}
}

// SetState makes the budget what another process made of it. A problem that it has already stays.
func (b *Budget) SetState(s BudgetState) {
	b.Depth, b.Entries, b.Bytes, b.Ratio, b.RatioAfter = s.Limits[0], s.Limits[1], s.Limits[2], s.Limits[3], s.Limits[4]
	b.depth.Store(s.Used[0])
	b.entries.Store(s.Used[1])
	b.bytes.Store(s.Used[2])
	b.out.Store(s.Used[3])
	b.own.Store(s.Used[4])
	b.outer.Store(s.Used[5])
	if s.Spent != nil {
		b.spent.CompareAndSwap(nil, s.Spent)
	}
}

// ResetDepth makes the budget as deep as it was in state: whoever went deeper ended without coming back.
func (b *Budget) ResetDepth(state BudgetState) {
	b.depth.Store(state.Used[0])
	b.outer.Store(state.Used[5])
}
