;; Scans of a log's bytes, 16 at a time. Vectors are loaded up to 15 bytes behind `end`, so the memory goes on behind it; what they find there does not count.
(module
  ;; pages of 64 KiB: scanner.ts says what is where
  (memory (export "memory") 62 62)

  ;; How many newlines there are from `at` up to `end`.
  (func (export "count") (param $at i32) (param $end i32) (result i32)
    (local $newline v128)
    ;; newlines at each of 16 places, up to 255; and of all blocks before
    (local $block v128)
    (local $all v128)
    (local $blockEnd i32)
    (local $lines i32)
    (local.set $newline (i8x16.splat (i32.const 10)))
    (block $few
      (loop $nextBlock
        (br_if $few (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 64)))
        ;; at most 63 times 4 in each place
        (local.set $blockEnd (i32.sub (local.get $end) (i32.const 63)))
        (if (i32.gt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 4032))
          (then (local.set $blockEnd (i32.add (local.get $at) (i32.const 4032)))))
        (local.set $block (v128.const i64x2 0 0))
        (loop $next
          ;; equal bytes are -1
          (local.set $block
            (i8x16.sub
              (local.get $block)
              (i8x16.add
                (i8x16.add
                  (i8x16.eq (v128.load offset=0 (local.get $at)) (local.get $newline))
                  (i8x16.eq (v128.load offset=16 (local.get $at)) (local.get $newline)))
                (i8x16.add
                  (i8x16.eq (v128.load offset=32 (local.get $at)) (local.get $newline))
                  (i8x16.eq (v128.load offset=48 (local.get $at)) (local.get $newline))))))
          (local.set $at (i32.add (local.get $at) (i32.const 64)))
          (br_if $next (i32.lt_u (local.get $at) (local.get $blockEnd))))
        (local.set $all
          (i32x4.add (local.get $all) (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (local.get $block)))))
        (br $nextBlock)))
    (local.set $lines
      (i32.add
        (i32.add (i32x4.extract_lane 0 (local.get $all)) (i32x4.extract_lane 1 (local.get $all)))
        (i32.add (i32x4.extract_lane 2 (local.get $all)) (i32x4.extract_lane 3 (local.get $all)))))
    (block $done
      (loop $nextByte
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $lines (i32.add (local.get $lines) (i32.eq (i32.load8_u (local.get $at)) (i32.const 10))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $nextByte)))
    (local.get $lines))

  ;; Where the first match from `at` on begins that ends before `end`, or -1. A byte matches when it is that of the needle once the bits of the mask are set in it.
  ;; The bytes `one` and `other` of the needle are looked for first.
  (func (export "find")
    (param $at i32) (param $end i32) (param $needle i32) (param $mask i32) (param $length i32) (param $one i32) (param $other i32)
    (result i32)
    (local $last i32)
    (local $hits i32)
    (local $start i32)
    (local $index i32)
    (local $oneByte v128)
    (local $oneMask v128)
    (local $otherByte v128)
    (local $otherMask v128)
    (local.set $oneByte (i8x16.splat (i32.load8_u (i32.add (local.get $needle) (local.get $one)))))
    (local.set $oneMask (i8x16.splat (i32.load8_u (i32.add (local.get $mask) (local.get $one)))))
    (local.set $otherByte (i8x16.splat (i32.load8_u (i32.add (local.get $needle) (local.get $other)))))
    (local.set $otherMask (i8x16.splat (i32.load8_u (i32.add (local.get $mask) (local.get $other)))))
    (local.set $last (i32.sub (local.get $end) (local.get $length)))
    (block $none
      (loop $next
        (br_if $none (i32.gt_s (local.get $at) (local.get $last)))
        (local.set $hits
          (i8x16.bitmask
            (v128.and
              (i8x16.eq (v128.or (v128.load (i32.add (local.get $at) (local.get $one))) (local.get $oneMask)) (local.get $oneByte))
              (i8x16.eq (v128.or (v128.load (i32.add (local.get $at) (local.get $other))) (local.get $otherMask)) (local.get $otherByte)))))
        (block $checked
          (loop $check
            (br_if $checked (i32.eqz (local.get $hits)))
            (local.set $start (i32.add (local.get $at) (i32.ctz (local.get $hits))))
            (br_if $checked (i32.gt_s (local.get $start) (local.get $last)))
            (local.set $index (i32.const 0))
            (block $differs
              (loop $compare
                (if (i32.eq (local.get $index) (local.get $length)) (then (return (local.get $start))))
                (br_if $differs
                  (i32.ne
                    (i32.or
                      (i32.load8_u (i32.add (local.get $start) (local.get $index)))
                      (i32.load8_u (i32.add (local.get $mask) (local.get $index))))
                    (i32.load8_u (i32.add (local.get $needle) (local.get $index)))))
                (local.set $index (i32.add (local.get $index) (i32.const 1)))
                (br $compare)))
            (local.set $hits (i32.and (local.get $hits) (i32.sub (local.get $hits) (i32.const 1))))
            (br $check)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (i32.const -1)))
