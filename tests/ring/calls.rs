//! Any sequence of calls on one thread, beside a `VecDeque`.

use hotloop::threads::ring::{Receiver, Sender, TryRecvError, TrySendError, channel};
use proptest::prelude::*;
use std::collections::VecDeque;

/// One call.
#[derive(Clone, Debug)]
enum Call {
    Send,
    SendBatch(usize),
    Receive,
    ReceiveBatch,
    CloseSender,
    CloseReceiver,
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        20 => Just(Call::Send),
        20 => (0..10_usize).prop_map(Call::SendBatch),
        20 => Just(Call::Receive),
        10 => Just(Call::ReceiveBatch),
        1 => Just(Call::CloseSender),
        1 => Just(Call::CloseReceiver),
    ]
}

proptest! {
    /// A ring does what a `VecDeque` does that is never longer than the capacity.
    #[test]
    fn any_sequence_of_calls(capacity in 1..10_usize, calls in prop::collection::vec(call(), 0..100)) {
        let (sender, receiver) = channel(capacity).unwrap();
        let (mut sender, mut receiver) = (Some(sender), Some(receiver));
        let mut model = VecDeque::new();
        // A string lies on the heap, so that one too many or too few is found by a sanitizer too.
        let mut items = (0..).map(|item: u64| item.to_string());
        for call in calls {
            // Those of a half that is gone are dropped.
            for len in [sender.as_ref().map(Sender::len), receiver.as_ref().map(Receiver::len)] {
                if let (Some(len), true) = (len, receiver.is_some()) {
                    prop_assert_eq!(len, model.len());
                }
            }
            match (call, &mut sender, &mut receiver) {
                (Call::Send, Some(sender), receiver) => {
                    let item = items.next().unwrap();
                    let expected = if receiver.is_none() {
                        Err(TrySendError::Disconnected(item.clone()))
                    } else if model.len() == capacity {
                        Err(TrySendError::Full(item.clone()))
                    } else {
                        model.push_back(item.clone());
                        Ok(())
                    };
                    prop_assert_eq!(sender.try_send(item), expected);
                }
                (Call::SendBatch(len), Some(sender), receiver) => {
                    let mut batch: Vec<_> = items.by_ref().take(len).collect();
                    let mut left = batch.clone();
                    let expected = if len == 0 {
                        Ok(0)
                    } else if receiver.is_none() {
                        Err(TrySendError::Disconnected(()))
                    } else if model.len() == capacity {
                        Err(TrySendError::Full(()))
                    } else {
                        let count = len.min(capacity - model.len());
                        model.extend(left.drain(..count));
                        Ok(count)
                    };
                    prop_assert_eq!(sender.try_send_batch(&mut batch), expected);
                    prop_assert_eq!(batch, left);
                }
                (Call::Receive, sender, Some(receiver)) => {
                    let expected = model.pop_front().ok_or(nothing(sender));
                    prop_assert_eq!(receiver.try_recv(), expected);
                }
                (Call::ReceiveBatch, sender, Some(receiver)) => {
                    let mut batch = vec![String::from("before")];
                    let expected = match model.len() {
                        0 => Err(nothing(sender)),
                        count => Ok(count),
                    };
                    prop_assert_eq!(receiver.try_recv_batch(&mut batch), expected);
                    prop_assert_eq!(&batch[0], "before");
                    prop_assert!(batch.drain(1..).eq(model.drain(..)));
                }
                (Call::CloseSender, sender, _) => *sender = None,
                (Call::CloseReceiver, _, receiver) => *receiver = None,
                _ => {}
            }
        }
    }
}

/// Why there is nothing to receive.
fn nothing(sender: &Option<Sender<String>>) -> TryRecvError {
    match sender {
        Some(_) => TryRecvError::Empty,
        None => TryRecvError::Disconnected,
    }
}
