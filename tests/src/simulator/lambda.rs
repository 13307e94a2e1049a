//! Lambda: instances of functions, each with a clock and a wire of its own, one invocation at a time; some die in it.

use super::sim::Sim;
use super::wire::Wire;
use anyhow::Result;
use glimt::aws::InProcess;
use glimt::world::World;
use object_store::memory::InMemory;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an invocation may take.
pub const TIMEOUT: Duration = Duration::from_secs(60);
/// The operator's command where the weather does not reach.
pub const SHELTERED: &str = "glimt-sheltered";
/// An invocation that dies does so in one of its first so many calls.
const LAST_CALL: u32 = 40;

/// The instances that wait for work, by function.
#[derive(Default)]
pub struct Functions {
    idle: Mutex<BTreeMap<&'static str, Vec<Instance>>>,
    born: AtomicUsize,
    crashes: AtomicUsize,
}

/// One instance, warm: it remembers the journeys that it has read.
pub struct Instance {
    pub world: World,
    wire: Wire,
}

impl Functions {
    pub fn crashes(&self) -> usize {
        self.crashes.load(Ordering::Relaxed)
    }

    fn take(&self, function: &'static str) -> Option<Instance> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).get_mut(function)?.pop()
    }

    fn put_back(&self, function: &'static str, instance: Instance) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).entry(function).or_default().push(instance);
    }
}

impl Sim {
    /// Runs a function on an instance that has nothing else to do. `None`: it died, or took too long.
    pub async fn invoke<T>(
        self: &Arc<Self>,
        function: &'static str,
        work: impl AsyncFnOnce(&World) -> Result<T>,
    ) -> Option<Result<T>> {
        let instance = match self.functions.take(function) {
            Some(instance) => instance,
            None => match self.instance(function) {
                Ok(instance) => instance,
                Err(error) => return Some(Err(error)),
            },
        };
        let crashes = instance.wire.weather(self).crashes;
        let dies = |dice: &mut fastrand::Rng| (dice.u32(..1_000) < crashes).then(|| dice.u32(1..=LAST_CALL));
        instance.wire.dies_in(self.dice(dies));
        let done = tokio::select! {
            biased;
            done = work(&instance.world) => Some(done),
            () = instance.wire.end() => None,
            () = tokio::time::sleep(TIMEOUT) => None,
        };
        if done.is_some() {
            instance.wire.dies_in(None);
            self.functions.put_back(function, instance);
        } else {
            self.note(&instance.wire.name, "died");
            self.functions.crashes.fetch_add(1, Ordering::Relaxed);
        }
        done
    }

    fn instance(self: &Arc<Self>, function: &str) -> Result<Instance> {
        let number = self.functions.born.fetch_add(1, Ordering::Relaxed);
        let wire = Wire::new(self, &format!("{function}-{number}"), function == SHELTERED);
        let client = InProcess::new(self.database.clone(), self.ses.clone()).over(Arc::new(wire.clone()));
        let files = Arc::new(InMemory::new());
        let clock = self.clock();
        let world = World::new(client.dynamodb(), client.ses(), self.ses.clone(), files, clock, self.settings.clone())?;
        Ok(Instance { world, wire })
    }
}
